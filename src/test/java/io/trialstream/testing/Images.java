package io.trialstream.testing;

import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/** The images that tests run, those of docker-compose.yml. */
public final class Images {
  public static final DockerImageName KAFKA = DockerImageName.parse("apache/kafka:4.3.1");
  private static final DockerImageName REGISTRY =
      DockerImageName.parse("apicurio/apicurio-registry:3.3.3");
  private static final int REGISTRY_PORT = 8080;

  private Images() {}

  /** A schema registry that keeps its schemas in memory; it is not started. */
  public static GenericContainer<?> registry() {
    return new GenericContainer<>(REGISTRY)
        .withExposedPorts(REGISTRY_PORT)
        .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects").forPort(REGISTRY_PORT));
  }

  /** What {@code schema.registry.url} is for one that runs. */
  public static String url(GenericContainer<?> registry) {
    return "http://" + registry.getHost() + ":" + registry.getMappedPort(REGISTRY_PORT);
  }
}
