package io.trialstream.meters;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.OutputStream;

/**
 * What this process measures of itself. Whoever counts something registers it here, under a name
 * that begins with {@code trialstream.} and with a description; labels have few values, never an
 * experiment's id or a trial's. For any thread.
 */
public final class Meters implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final KafkaSeries series = new KafkaSeries();
  private final KafkaMeters kafka = new KafkaMeters(registry, series);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /** Nothing is measured yet. */
  public Meters() {
    registry.config().meterFilter(series);
  }

  /**
   * Measures the process: memory, collections, threads, processors, files, uptime.
   *
   * @param version the program's version, to be shown
   */
  public Meters withProcess(String version) {
    new JvmMemoryMetrics().bindTo(registry);
    collections.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    Gauge.builder("trialstream.build", () -> 1)
        .description("The version that runs; the value is always 1")
        .tag("version", version)
        .register(registry);
    return this;
  }

  /** Where meters are registered. */
  public MeterRegistry registry() {
    return registry;
  }

  /** The metrics of Kafka's clients. */
  public KafkaMeters kafka() {
    return kafka;
  }

  /** Writes all metrics as they are now. */
  public void write(Exposition form, OutputStream out) throws IOException {
    registry.scrape(out, form.contentType());
  }

  @Override
  public void close() {
    kafka.close();
    collections.close();
    registry.close();
  }
}
