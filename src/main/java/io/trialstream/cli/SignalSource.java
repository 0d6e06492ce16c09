package io.trialstream.cli;

import java.util.List;
import java.util.Objects;
import org.jline.utils.Signals;

/** The signals that ask this process to end. */
interface SignalSource {

  /** Ends the listening. */
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  /** Calls the handler, on a thread of its own, at each signal. */
  Registration listen(Runnable handler);

  /**
   * Ctrl-C, SIGTERM and the end of the terminal. A signal that the process was started to ignore
   * stays ignored.
   */
  static SignalSource ofProcess() {
    return handler -> {
      List<Registration> registered =
          List.of(register("INT", handler), register("TERM", handler), register("HUP", handler));
      return () -> registered.forEach(Registration::close);
    };
  }

  private static Registration register(String name, Runnable handler) {
    Object previous = Signals.register(name, handler);
    return () -> {
      if (Objects.nonNull(previous)) {
        Signals.unregister(name, previous);
      }
    };
  }
}
