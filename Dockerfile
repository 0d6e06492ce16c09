# Trialstream on a JRE. Build the distribution first, then the image:
#   mvn -Dquick package && docker build -t trialstream .
FROM eclipse-temurin:25-jre

LABEL org.opencontainers.image.title="Trialstream" \
      org.opencontainers.image.description="Hyperparameter tuning on Apache Kafka" \
      org.opencontainers.image.licenses="Apache-2.0"

RUN groupadd --system --gid 10001 trialstream \
    && useradd --system --uid 10001 --gid trialstream --no-create-home \
        --home-dir /var/lib/trialstream --shell /usr/sbin/nologin trialstream \
    && install -d -o trialstream -g trialstream -m 0750 /var/lib/trialstream

# From what changes seldom to what changes with every build.
COPY target/dist/lib/ /opt/trialstream/lib/
COPY target/dist/licenses/ /opt/trialstream/licenses/
COPY target/dist/examples/ /opt/trialstream/examples/
COPY target/dist/schemas/ /opt/trialstream/schemas/
COPY target/dist/config/ /opt/trialstream/config/
COPY target/dist/bin/ src/docker/bin/ /opt/trialstream/bin/
# The software bill of materials is there unless Maven was offline.
COPY target/dist/LICENSE target/dist/README.md target/dist/sbom.cdx.jso[n] target/dist/trialstream.jar \
     /opt/trialstream/

# Half of the memory is left to what is not the heap: RocksDB, threads, the trials of a worker.
# RocksDB unpacks its library where it can replace that of a process that was killed.
ENV PATH=/opt/trialstream/bin:$PATH \
    LANG=C.UTF-8 \
    ROCKSDB_SHAREDLIB_DIR=/tmp \
    TRIALSTREAM_OPTS="-XX:MaxRAMPercentage=50 -XX:+ExitOnOutOfMemoryError -XX:-UsePerfData"

USER 10001:10001
WORKDIR /var/lib/trialstream
# With /tmp a volume too, the root file system can be read-only.
VOLUME ["/var/lib/trialstream", "/tmp"]
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["/opt/trialstream/bin/health"]
ENTRYPOINT ["/opt/trialstream/bin/trialstream"]
CMD ["server", "--host", "0.0.0.0", "--data", "/var/lib/trialstream"]
