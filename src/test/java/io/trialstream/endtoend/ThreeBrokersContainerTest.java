package io.trialstream.endtoend;

import io.trialstream.testing.BrokerCluster;
import io.trialstream.testing.NeedsDocker;
import io.trialstream.testing.TestBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** On three brokers in containers, of which one is killed too and comes back. */
@NeedsDocker
class ThreeBrokersContainerTest extends KilledProcesses {
  private BrokerCluster cluster;

  @BeforeEach
  void startTheCluster() throws Exception {
    cluster = BrokerCluster.start();
  }

  @AfterEach
  void stopTheCluster() {
    cluster.close();
  }

  @Override
  TestBroker broker() {
    return new TestBroker(cluster.bootstrapServers(), BrokerCluster.SETTINGS, () -> {});
  }

  @Override
  void failMeanwhile() {
    cluster.kill(2);
  }

  @Override
  void mendMeanwhile() {
    cluster.startAgain(2);
  }
}
