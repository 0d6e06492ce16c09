package io.trialstream.coordinator;

import io.trialstream.scheduling.Leases;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/*
 * Says which executions are gone. A lease that ran out says little by itself: the renewals may wait
 * in the topic behind a backlog, or the brokers may be away and the workers well. So, in this order:
 *
 *   1. some lease has run out: the brokers are asked where metrics and heartbeats end now;
 *   2. they answer at once (late or never: it was an outage, all leases start anew);
 *   3. the task has processed both inputs up to there;
 *   4. what has still not been renewed since before the question is lost.
 *
 * The question is asked now and then also where no lease has run out, so that an outage is noticed
 * that ends just as the leases do.
 *
 * All leases start anew when the task starts, and after a gap between two looks at the clock (a
 * rebalance, a long pause of the process), since nobody could renew in between.
 */
final class LeaseAudit {
  private static final Logger LOG = LoggerFactory.getLogger(LeaseAudit.class);

  private final Leases<LeaseKey> leases;
  private final LogEnds logEnds;
  private final int partition;
  private final long durationMs;
  private final long longestTickMs;
  private long lastTickMs;
  private long lastAskedMs;
  private boolean brokersAway;
  private Stage stage = new Idle();

  private sealed interface Stage {}

  private record Idle() implements Stage {}

  private record Asked(
      List<LeaseKey> suspects, long askedMs, CompletableFuture<LogEnds.Ends> answer)
      implements Stage {}

  private record CatchingUp(List<LeaseKey> suspects, long askedMs, LogEnds.Ends ends)
      implements Stage {}

  /**
   * @param tickMs the time between two looks at the clock, as it should be
   */
  LeaseAudit(long durationMs, long tickMs, LogEnds logEnds, int partition, long nowMs) {
    this.leases = new Leases<>(durationMs);
    this.logEnds = logEnds;
    this.partition = partition;
    this.durationMs = durationMs;
    this.longestTickMs = Math.max(durationMs / 3, 3 * tickMs);
    this.lastTickMs = nowMs;
    this.lastAskedMs = nowMs;
  }

  void renew(LeaseKey key, long nowMs) {
    leases.renew(key, nowMs);
  }

  void release(LeaseKey key) {
    leases.release(key);
  }

  /**
   * Looks at the clock.
   *
   * @param metricsPosition the offset behind the last processed record of {@code metrics}
   * @param heartbeatsPosition the same of {@code heartbeats}
   * @return those that are gone; named again after a further duration, should they still be leased
   */
  List<LeaseKey> lost(long nowMs, long metricsPosition, long heartbeatsPosition) {
    boolean gap = nowMs - lastTickMs > longestTickMs;
    lastTickMs = nowMs;
    if (gap) {
      startAnew(nowMs, "gap between looks at the clock");
      return List.of();
    }
    if (stage instanceof Idle) {
      ask(nowMs);
    } else if (stage instanceof Asked asked && asked.answer().isDone()) {
      answered(asked, nowMs);
    }
    if (stage instanceof CatchingUp catchingUp
        && metricsPosition >= catchingUp.ends().metrics()
        && heartbeatsPosition >= catchingUp.ends().heartbeats()) {
      stage = new Idle();
      return idle(catchingUp, nowMs);
    }
    return List.of();
  }

  private void ask(long nowMs) {
    List<LeaseKey> expired = leases.expired(nowMs);
    if (!expired.isEmpty() || (leases.size() > 0 && nowMs - lastAskedMs >= durationMs / 10)) {
      lastAskedMs = nowMs;
      stage = new Asked(expired, nowMs, logEnds.ask(partition).toCompletableFuture());
    }
  }

  private void answered(Asked asked, long nowMs) {
    if (asked.answer().isCompletedExceptionally()) {
      brokersAway = true;
      stage = new Idle();
    } else if (brokersAway || nowMs - asked.askedMs() > longestTickMs) {
      brokersAway = false;
      startAnew(nowMs, "brokers answer again");
    } else {
      stage = new CatchingUp(asked.suspects(), asked.askedMs(), asked.answer().join());
    }
  }

  private List<LeaseKey> idle(CatchingUp done, long nowMs) {
    List<LeaseKey> lost =
        done.suspects().stream().filter(key -> leases.idleSince(key, done.askedMs())).toList();
    // Named again only after another duration: the mark needs its time to come back.
    lost.forEach(key -> leases.renew(key, nowMs));
    return lost;
  }

  private void startAnew(long nowMs, String why) {
    stage = new Idle();
    if (leases.size() > 0) {
      LOG.atInfo()
          .addKeyValue("partition", partition)
          .addKeyValue("leases", leases.size())
          .addKeyValue("why", why)
          .log("All leases start anew");
    }
    leases.renewAll(nowMs);
  }
}
