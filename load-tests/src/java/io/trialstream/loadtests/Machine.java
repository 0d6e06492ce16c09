package io.trialstream.loadtests;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;

/** The machine that a load test runs on, as far as figures depend on it. */
final class Machine {
  private Machine() {}

  static Map<String, Object> describe() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cores", Runtime.getRuntime().availableProcessors());
    machine.put("heap_bytes", Runtime.getRuntime().maxMemory());
    machine.put("java", Runtime.version().toString());
    machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    machine.put(
        "load_average",
        Math.round(10 * ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage())
            / 10.0);
    return machine;
  }

  /** The same for a person. */
  static String sentence() {
    Map<String, Object> machine = describe();
    return "%s cores, %d MB of heap, Java %s on %s, load average %s"
        .formatted(
            machine.get("cores"),
            Runtime.getRuntime().maxMemory() >> 20,
            machine.get("java"),
            machine.get("os"),
            machine.get("load_average"));
  }
}
