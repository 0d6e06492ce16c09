package io.trialstream.testing;

import io.trialstream.embedded.EmbeddedBroker;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Kafka to test on, whatever it runs in.
 *
 * @param bootstrapServers where it is, {@code host:port} with commas between
 * @param settings what servers and workers are to be told on it beside its address
 * @param end ends it, where it is this test's own
 */
public record TestBroker(String bootstrapServers, Map<String, String> settings, Runnable end)
    implements AutoCloseable {
  public TestBroker {
    settings = Map.copyOf(settings);
  }

  /** A broker in this process, with nothing on it. */
  public static TestBroker embedded(Path folder) {
    EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
    return new TestBroker(broker.bootstrapServers(), Map.of(), broker::close);
  }

  /** One that others use too: it stays, and topics of this prefix are the test's own. */
  public static TestBroker shared(
      String bootstrapServers, String topicPrefix, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("topic.prefix", topicPrefix);
    return new TestBroker(bootstrapServers, all, () -> {});
  }

  /** The settings and those that are given, which hold where both have one. */
  public Map<String, String> settingsWith(Map<String, String> given) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(given);
    return all;
  }

  @Override
  public void close() {
    end.run();
  }
}
