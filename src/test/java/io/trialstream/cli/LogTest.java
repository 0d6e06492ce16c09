package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the log shows of Kafka, by the file that is shipped. */
class LogTest {
  private static final String BROKER = "kafka.server.ReplicaManager";
  private static final String PRODUCER = "org.apache.kafka.clients.producer.internals.Sender";

  @TempDir private Path folder;
  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void configure() throws Exception {
    context.setMDCAdapter(new LogbackMDCAdapter());
    context.putProperty("trialstream.log", folder.resolve("log").toString());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try (InputStream shipped = LogTest.class.getResourceAsStream("/logback.xml")) {
      configurator.doConfigure(shipped);
    }
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void ofBatchesThatAreSentAgainNothingIsShownAndTheRestIs() throws Exception {
    // When
    context
        .getLogger(BROKER)
        .error("Error processing an append", new OutOfOrderSequenceException("1, not 0"));
    context.getLogger(PRODUCER).warn("Got error produce response, retrying");
    context
        .getLogger(BROKER)
        .error("Error processing an append", new KafkaStorageException("no space"));
    context.getLogger(BROKER).warn("Stopping serving replicas");
    context.getLogger(PRODUCER).error("Aborting producer batches");

    // Then
    assertThat(Files.readString(folder.resolve("log")))
        .contains("no space", "Stopping serving replicas", "Aborting producer batches")
        .doesNotContain("1, not 0", "retrying");
  }
}
