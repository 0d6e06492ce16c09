package io.trialstream.embedded;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.apache.kafka.common.utils.Exit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a broker's fatal faults from ending this process: Kafka expects to own it, and halts. The
 * thread that met the fault ends instead, and the brokers of this process are told. Kafka's exit
 * procedures are static, so this is too.
 */
final class KafkaFaults {
  private static final Logger log = LoggerFactory.getLogger(KafkaFaults.class);
  private static final Set<Runnable> LISTENERS = new CopyOnWriteArraySet<>();

  private KafkaFaults() {}

  /** From now on Kafka's faults end no process; calls the listener at each until it is removed. */
  static void listen(Runnable listener) {
    LISTENERS.add(listener);
    Exit.setHaltProcedure((status, message) -> fault());
    Exit.setExitProcedure((status, message) -> fault());
  }

  static void remove(Runnable listener) {
    LISTENERS.remove(listener);
  }

  private static void fault() {
    log.atError().log("The embedded broker met a fatal fault and has failed; restart this process");
    LISTENERS.forEach(Runnable::run);
    throw new HaltedException();
  }

  /** Ends the thread in which Kafka would have ended the process. */
  private static final class HaltedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    HaltedException() {
      super("the embedded broker met a fatal fault");
    }
  }
}
