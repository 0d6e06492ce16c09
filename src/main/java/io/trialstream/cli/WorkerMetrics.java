package io.trialstream.cli;

import io.trialstream.meters.Meters;
import io.trialstream.meters.MetricsServer;
import io.trialstream.worker.WorkerAgent;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;

/** A worker's metrics, and the address where they are read, if there is to be one. */
final class WorkerMetrics implements AutoCloseable {
  private final Meters meters = new Meters().withProcess(VersionProvider.version());
  private final Address address;
  private volatile Optional<WorkerAgent> agent = Optional.empty();
  private Optional<MetricsServer> server = Optional.empty();

  /**
   * Where metrics are to be read.
   *
   * @param host the address to listen on
   * @param port the port, 0 for a free one; empty: nowhere
   */
  record Address(String host, OptionalInt port) {}

  private WorkerMetrics(Address address) {
    this.address = address;
  }

  /**
   * Listens, where that is asked for.
   *
   * @throws Failure where the address cannot be listened on
   */
  static WorkerMetrics at(Address address) {
    WorkerMetrics metrics = new WorkerMetrics(address);
    try {
      if (address.port().isPresent()) {
        metrics.server =
            Optional.of(
                MetricsServer.listen(
                    address.host(),
                    address.port().getAsInt(),
                    metrics.meters,
                    metrics.new AgentHealth()));
      }
      return metrics;
    } catch (IOException e) {
      metrics.close();
      throw Failure.badInput(String.valueOf(e.getMessage()));
    }
  }

  /** While there is no agent yet, it waits for the topics that a server creates. */
  private final class AgentHealth implements MetricsServer.Health {
    @Override
    public boolean live() {
      return agent.map(WorkerAgent::alive).orElse(true);
    }

    @Override
    public boolean ready() {
      return agent.map(WorkerAgent::alive).orElse(false);
    }
  }

  Meters meters() {
    return meters;
  }

  /** The agent has started. */
  void started(WorkerAgent started) {
    agent = Optional.of(started);
  }

  /** Where they are read; empty where they are not. */
  Optional<String> url() {
    return server.map(
        listening -> "http://%s:%d%s".formatted(host(), listening.port(), MetricsServer.METRICS));
  }

  private String host() {
    return address.host().contains(":") ? "[" + address.host() + "]" : address.host();
  }

  @Override
  public void close() {
    server.ifPresent(MetricsServer::close);
    meters.close();
  }
}
