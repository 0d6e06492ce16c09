package io.trialstream.testing;

import com.github.dockerjava.api.DockerClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;

/**
 * Three brokers in containers, each a controller too, that keep what two of three have. Their ports
 * on this machine are chosen beforehand, since a broker must tell clients its own, and keeps it
 * when it is started again.
 */
public final class BrokerCluster implements AutoCloseable {
  public static final int BROKERS = 3;

  /** What a server is told, so that the loss of a broker loses no record. */
  public static final Map<String, String> SETTINGS = Map.of("replication.factor", "" + BROKERS);

  private static final int PORT = 19092;

  private final Network network;
  private final List<GenericContainer<?>> brokers;
  private final String bootstrapServers;

  private BrokerCluster(
      Network network, List<GenericContainer<?>> brokers, String bootstrapServers) {
    this.network = network;
    this.brokers = brokers;
    this.bootstrapServers = bootstrapServers;
  }

  /** Starts them; they answer when this returns. */
  public static BrokerCluster start() throws IOException {
    Network network = Network.newNetwork();
    List<Integer> ports = FreePorts.find(BROKERS);
    List<GenericContainer<?>> brokers = new ArrayList<>();
    for (int id = 1; id <= BROKERS; id++) {
      brokers.add(broker(network, id, ports.get(id - 1)));
    }
    BrokerCluster cluster =
        new BrokerCluster(
            network,
            brokers,
            ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(",")));
    try {
      Startables.deepStart(brokers).join();
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
    return cluster;
  }

  private static GenericContainer<?> broker(Network network, int id, int port) {
    GenericContainer<?> broker =
        new GenericContainer<>(Images.KAFKA)
            .withNetwork(network)
            .withNetworkAliases(name(id))
            .withEnv("CLUSTER_ID", "4L6g3nShT-eMCtK--X86sw")
            .withEnv("KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m")
            .withEnv("KAFKA_NODE_ID", String.valueOf(id))
            .withEnv("KAFKA_PROCESS_ROLES", "broker,controller")
            .withEnv(
                "KAFKA_CONTROLLER_QUORUM_VOTERS",
                IntStream.rangeClosed(1, BROKERS)
                    .mapToObj(voter -> voter + "@" + name(voter) + ":9093")
                    .collect(Collectors.joining(",")))
            .withEnv("KAFKA_CONTROLLER_LISTENER_NAMES", "CONTROLLER")
            .withEnv("KAFKA_INTER_BROKER_LISTENER_NAME", "INTERNAL")
            .withEnv(
                "KAFKA_LISTENER_SECURITY_PROTOCOL_MAP",
                "CONTROLLER:PLAINTEXT,INTERNAL:PLAINTEXT,HOST:PLAINTEXT")
            .withEnv("KAFKA_LISTENERS", "INTERNAL://:9092,CONTROLLER://:9093,HOST://:" + PORT)
            .withEnv(
                "KAFKA_ADVERTISED_LISTENERS",
                "INTERNAL://" + name(id) + ":9092,HOST://127.0.0.1:" + port)
            .withEnv("KAFKA_DEFAULT_REPLICATION_FACTOR", "3")
            .withEnv("KAFKA_MIN_INSYNC_REPLICAS", "2")
            .withEnv("KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR", "3")
            .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "6")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR", "3")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_MIN_ISR", "2")
            .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "6")
            .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "3")
            .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "2")
            .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_NUM_PARTITIONS", "6")
            .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
            .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0")
            .withStartupTimeout(Duration.ofMinutes(2))
            .waitingFor(Wait.forLogMessage(".*Transitioning from RECOVERY to RUNNING.*", 1));
    broker.setPortBindings(List.of("127.0.0.1:" + port + ":" + PORT));
    return broker;
  }

  private static String name(int id) {
    return "broker-" + id;
  }

  /** All of them. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /**
   * Kills one with -9.
   *
   * @param id from 1 to {@link #BROKERS}
   */
  public void kill(int id) {
    docker(id).killContainerCmd(container(id)).exec();
  }

  /** Starts one that was killed, with the data that it had. */
  public void startAgain(int id) {
    docker(id).startContainerCmd(container(id)).exec();
  }

  private DockerClient docker(int id) {
    return brokers.get(id - 1).getDockerClient();
  }

  private String container(int id) {
    return brokers.get(id - 1).getContainerId();
  }

  @Override
  public void close() {
    brokers.forEach(GenericContainer::stop);
    network.close();
  }
}
