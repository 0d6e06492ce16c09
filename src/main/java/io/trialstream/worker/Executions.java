package io.trialstream.worker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The executions of an agent that have started and whose end the broker does not know yet. */
final class Executions {
  private final Map<String, Execution> byId = new ConcurrentHashMap<>();

  void add(Execution execution) {
    byId.put(execution.id(), execution);
    execution
        .over()
        .thenRun(
            () -> {
              byId.remove(execution.id());
              changed();
            });
  }

  /** Passes an order on; one for an execution that is not here, or ends already, does nothing. */
  void order(String execution, Order order) {
    Execution running = byId.get(execution);
    if (running != null) {
      running.order(order);
    }
  }

  /** Those that are there now. */
  Collection<Execution> live() {
    return List.copyOf(byId.values());
  }

  /** Waits until none is left, or the time has passed. */
  synchronized boolean awaitNone(long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (!byId.isEmpty() && System.nanoTime() < deadline) {
      wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
    }
    return byId.isEmpty();
  }

  private synchronized void changed() {
    notifyAll();
  }
}
