package io.trialstream.endtoend;

import io.trialstream.testing.Images;
import io.trialstream.testing.NeedsDocker;
import io.trialstream.testing.TestBroker;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;

/** Whole experiments on a broker and a registry that are containers. */
@NeedsDocker
class OneBrokerContainerTest {
  private static final KafkaContainer KAFKA =
      new KafkaContainer(Images.KAFKA)
          .withEnv("KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m")
          .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1")
          .withEnv("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1");

  private static final GenericContainer<?> REGISTRY = Images.registry();

  @BeforeAll
  static void start() {
    Startables.deepStart(KAFKA, REGISTRY).join();
  }

  @AfterAll
  static void stop() {
    KAFKA.stop();
    REGISTRY.stop();
  }

  private static TestBroker broker(String topicPrefix) {
    return TestBroker.shared(
        KAFKA.getBootstrapServers(),
        topicPrefix,
        Map.of("schema.registry.url", Images.url(REGISTRY)));
  }

  @Nested
  class Faults extends ScriptFaults {
    @Override
    TestBroker broker() {
      return OneBrokerContainerTest.broker("faults.");
    }
  }

  @Nested
  class Kills extends KilledProcesses {
    @Override
    TestBroker broker() {
      return OneBrokerContainerTest.broker("kills.");
    }
  }
}
