package io.trialstream.coordinator;

import io.trialstream.topics.TrialstreamConfig;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the transactions that a dead instance of the application left open. A changelog is restored
 * up to its end, committed records only, so nobody can take over what the dead one owned before its
 * transaction is over; the brokers by themselves look for such ones every ten seconds at best.
 */
final class LeftTransactions implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LeftTransactions.class);
  private static final long LOOK_MS = 250;
  private static final long ANSWER_MS = 5_000;

  private final Admin admin;
  private final ListTransactionsOptions old;
  private final String own;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread created = new Thread(work, "left-transactions");
            created.setDaemon(true);
            return created;
          });

  private final AtomicBoolean looking = new AtomicBoolean();

  private LeftTransactions(Admin admin, ListTransactionsOptions old, String own) {
    this.admin = admin;
    this.old = old;
    this.own = own;
  }

  /**
   * Those of the application that are older than any can be whose instance is a member of the group
   * and commits as configured. This instance's producers end by themselves, when they start, what
   * was left by the process before; who fences them later makes them restore all again.
   *
   * @param own what this instance's transactional ids begin with
   */
  static LeftTransactions of(Admin admin, TrialstreamConfig config, String own) {
    return new LeftTransactions(
        admin,
        new ListTransactionsOptions()
            .filterStates(List.of(TransactionState.ONGOING))
            .filterOnDuration(config.sessionTimeoutMs() + config.commitIntervalMs())
            .filterOnTransactionalIdPattern("\\Q%s-\\E.*".formatted(config.applicationId())),
        own);
  }

  /** Looks for them again and again, for as long as the condition holds. */
  void endWhile(BooleanSupplier condition) {
    if (looking.getAndSet(true)) {
      return;
    }
    try {
      thread.execute(() -> look(condition));
    } catch (RejectedExecutionException e) {
      LOG.atDebug().log("The coordinator is closed; others end what is left");
    }
  }

  private void look(BooleanSupplier condition) {
    if (!condition.getAsBoolean()) {
      looking.set(false);
      return;
    }
    try {
      end();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      LOG.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("Transactions cannot be looked for; the brokers end them when they time out");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    thread.schedule(() -> look(condition), LOOK_MS, TimeUnit.MILLISECONDS);
  }

  private void end() throws InterruptedException, ExecutionException, TimeoutException {
    List<String> left =
        admin.listTransactions(old).all().get(ANSWER_MS, TimeUnit.MILLISECONDS).stream()
            .map(TransactionListing::transactionalId)
            .filter(id -> !id.startsWith(own))
            .toList();
    if (!left.isEmpty()) {
      LOG.atInfo().addKeyValue("transactions", left).log("Ending what a dead server left open");
      admin.fenceProducers(left).all().get(ANSWER_MS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
