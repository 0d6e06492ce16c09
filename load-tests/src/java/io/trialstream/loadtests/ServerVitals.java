package io.trialstream.loadtests;

import com.sun.management.UnixOperatingSystemMXBean;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Looks into a server's process: through JMX, {@code /proc} and its folder. */
final class ServerVitals implements AutoCloseable {
  private static final String RESIDENT = "VmRSS:";

  private final ServerProcess server;
  private final JMXConnector connector;
  private final MemoryMXBean memory;
  private final ThreadMXBean threads;
  private final UnixOperatingSystemMXBean system;

  /**
   * A look.
   *
   * @param heapBytes what is in use of the heap behind a full collection
   * @param residentBytes the process's memory, all in all; 0 where there is no {@code /proc}
   * @param threads the live threads
   * @param files the open file handles
   * @param stateBytes what the folder of its state takes
   */
  record Vitals(long heapBytes, long residentBytes, long threads, long files, long stateBytes) {}

  /** Attaches to the process. */
  @SuppressWarnings("BanJNDI") // It connects to the process that it has just attached to.
  ServerVitals(ServerProcess server) throws IOException {
    this.server = server;
    this.connector = JMXConnectorFactory.connect(new JMXServiceURL(agent(server.pid())));
    MBeanServerConnection beans = connector.getMBeanServerConnection();
    this.memory = bean(beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
    this.threads = bean(beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class);
    this.system =
        bean(
            beans, ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME, UnixOperatingSystemMXBean.class);
  }

  private static <T extends java.lang.management.PlatformManagedObject> T bean(
      MBeanServerConnection beans, String name, Class<T> type) throws IOException {
    return ManagementFactory.newPlatformMXBeanProxy(beans, name, type);
  }

  private static String agent(long pid) throws IOException {
    try {
      VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
      try {
        return machine.startLocalManagementAgent();
      } finally {
        machine.detach();
      }
    } catch (AttachNotSupportedException e) {
      throw new IOException(e);
    }
  }

  /** Looks, which has the server collect its garbage. */
  Vitals now() throws IOException {
    memory.gc();
    return new Vitals(
        memory.getHeapMemoryUsage().getUsed(),
        resident(),
        threads.getThreadCount(),
        system.getOpenFileDescriptorCount(),
        bytes(server.state()));
  }

  private long resident() throws IOException {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc", server.pid() + "", "status"));
      return lines.stream()
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D+", "")) << 10)
          .sum();
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  private static long bytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.mapToLong(ServerVitals::size).sum();
    } catch (java.io.UncheckedIOException e) {
      // A folder has gone meanwhile.
      return 0;
    }
  }

  private static long size(Path file) {
    try {
      return Files.isRegularFile(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      // It has gone meanwhile.
      return 0;
    }
  }

  @Override
  public void close() throws IOException {
    connector.close();
  }
}
