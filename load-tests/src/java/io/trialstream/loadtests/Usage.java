package io.trialstream.loadtests;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Processor time.
 *
 * @param server that of the server, in seconds
 * @param own that of this process, in seconds
 */
record Usage(double server, double own) {
  static Usage now(ServerProcess server) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new Usage(server.cpu().toNanos() / 1e9, system.getProcessCpuTime() / 1e9);
  }

  Usage since(Usage before) {
    return new Usage(server - before.server, own - before.own);
  }
}
