package io.trialstream.coordinator;

import io.trialstream.meters.Meters;
import io.trialstream.topics.TrialstreamConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * A coordinator alone in a process, for tests that kill it. Arguments: {@code key=value} settings.
 * It says on standard output what its health is, and answers the words on standard input, a line
 * each; with the end of that it ends.
 */
final class CoordinatorMain {
  /** What starts the lines that are meant for {@link CoordinatorProcess}. */
  static final String MARK = "@coordinator ";

  /** Asks for the bytes of the heap that are in use. */
  static final String HEAP = "heap";

  /** Asks for the records that the changelogs' reader is behind; -1 where it reads nothing. */
  static final String LAG = "lag";

  private CoordinatorMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> settings = new HashMap<>();
    for (String argument : arguments) {
      String[] pair = argument.split("=", 2);
      settings.put(pair[0], pair[1]);
    }
    Thread answers = new Thread(CoordinatorMain::answer, "answers");
    answers.setDaemon(true);
    answers.start();
    try (Coordinator coordinator =
        Coordinator.start(new TrialstreamConfig(settings), "127.0.0.1", 1, new Meters())) {
      Coordinator.Health shown = Coordinator.Health.STARTING;
      while (shown != Coordinator.Health.FAILED) {
        Coordinator.Health health = coordinator.health();
        if (health != shown) {
          say(health.name().toLowerCase(Locale.ROOT), System.currentTimeMillis());
          shown = health;
        }
        Thread.sleep(10);
      }
    }
    System.exit(1);
  }

  private static void say(String what, long value) {
    System.out.println(MARK + what + " " + value);
    System.out.flush();
  }

  private static void answer() {
    try (BufferedReader words =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String word = words.readLine(); word != null; word = words.readLine()) {
        if (word.equals(HEAP)) {
          System.gc();
          say(HEAP, ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        } else if (word.equals(LAG)) {
          say(LAG, lag());
        }
      }
    } catch (IOException | JMException e) {
      throw new IllegalStateException(e);
    }
    Runtime.getRuntime().halt(0);
  }

  private static long lag() throws JMException {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    double most = -1;
    for (ObjectName name :
        beans.queryNames(
            new ObjectName(
                "kafka.consumer:type=consumer-fetch-manager-metrics,client-id=*restore-consumer,*"),
            null)) {
      boolean has =
          Arrays.stream(beans.getMBeanInfo(name).getAttributes())
              .anyMatch(attribute -> attribute.getName().equals("records-lag"));
      if (has && beans.getAttribute(name, "records-lag") instanceof Double lag && !lag.isNaN()) {
        most = Math.max(most, lag);
      }
    }
    return (long) most;
  }
}
