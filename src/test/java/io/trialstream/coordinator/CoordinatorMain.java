package io.trialstream.coordinator;

import io.trialstream.topics.TrialstreamConfig;
import java.util.HashMap;
import java.util.Map;

/**
 * A coordinator alone in a process, for tests that kill it. Arguments: {@code key=value} settings.
 */
final class CoordinatorMain {
  private CoordinatorMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> settings = new HashMap<>();
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    try (Coordinator coordinator =
        Coordinator.start(new TrialstreamConfig(settings), "127.0.0.1", 1)) {
      while (coordinator.health() != Coordinator.Health.FAILED) {
        Thread.sleep(100);
      }
    }
    System.exit(1);
  }
}
