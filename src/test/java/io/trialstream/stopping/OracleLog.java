package io.trialstream.stopping;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What an experiment's log means, word for word and as slowly as that takes: it keeps every record
 * and works everything out anew from the list for each of them. It shares the vocabulary of {@link
 * ExperimentLog} (effects, decisions, standings) and none of its code.
 */
public final class OracleLog {

  private enum Kind {
    STARTED,
    REPORT,
    ENDED
  }

  private static final class Entry {
    Kind kind = Kind.STARTED;
    int trial;
    int attempt;
    String execution = "";
    long seq;
    boolean hasSeq;
    String metric = "";
    double value;
    Optional<EndState> state = Optional.empty();
    boolean counts;

    boolean isBy(Entry other) {
      return attempt == other.attempt && execution.equals(other.execution);
    }
  }

  private static final List<EndState> FINISHED =
      List.of(EndState.COMPLETED, EndState.FAILED, EndState.CANCELED);

  private final Goal goal;
  private final String primaryMetric;
  private final OraclePolicy policy;
  private final OracleStatistics statistics;
  private final Map<Integer, List<Entry>> log = new TreeMap<>();
  private final Map<Integer, Decision> stops = new TreeMap<>();
  private final Map<Integer, Integer> entriesBeforeStop = new TreeMap<>();
  private final Map<Effect.Reason, Long> dropped = new EnumMap<>(Effect.Reason.class);
  private final List<Decision> decisions = new ArrayList<>();

  /** A log without records. */
  public OracleLog(Goal goal, String primaryMetric, OraclePolicy policy) {
    this.goal = goal;
    this.primaryMetric = primaryMetric;
    this.policy = policy;
    this.statistics = new OracleStatistics(goal);
  }

  /** See {@link ExperimentLog#started}. */
  public Effect started(int trial, int attempt, String execution, long seq) {
    Entry entry = entry(Kind.STARTED, trial, attempt, execution);
    entry.seq = seq;
    entry.hasSeq = true;
    return apply(entry);
  }

  /** See {@link ExperimentLog#report}. */
  public Effect report(
      int trial, int attempt, String execution, long seq, String metric, double value) {
    Entry entry = entry(Kind.REPORT, trial, attempt, execution);
    entry.seq = seq;
    entry.hasSeq = true;
    entry.metric = metric;
    entry.value = value == 0 ? 0.0 : value;
    return apply(entry);
  }

  /** See {@link ExperimentLog#ended}. */
  public Effect ended(int trial, int attempt, String execution, long seq, EndState state) {
    Entry entry = entry(Kind.ENDED, trial, attempt, execution);
    entry.seq = seq;
    entry.hasSeq = state != EndState.LOST;
    entry.state = Optional.of(state);
    return apply(entry);
  }

  private static Entry entry(Kind kind, int trial, int attempt, String execution) {
    Entry entry = new Entry();
    entry.kind = kind;
    entry.trial = trial;
    entry.attempt = attempt;
    entry.execution = execution;
    return entry;
  }

  private Effect apply(Entry entry) {
    Optional<Effect.Reason> reason = reasonToDrop(entry);
    Optional<Standing> before = standing(entry.trial);
    entry.counts = reason.isEmpty();
    log.computeIfAbsent(entry.trial, any -> new ArrayList<>()).add(entry);
    if (reason.isPresent()) {
      dropped.merge(reason.get(), 1L, Long::sum);
      return new Effect.Dropped(reason.get());
    }
    if (entry.kind != Kind.REPORT) {
      return new Effect.Counted(0, false, List.of());
    }
    if (!entry.metric.equals(primaryMetric)) {
      Effect.Counted counted = new Effect.Counted(0, false, List.of());
      return isUnusable(entry) ? new Effect.Unusable("first_interval", counted) : counted;
    }
    int interval = intervalOf(entry);
    if (isEarlier(entry.trial)) {
      return new Effect.Counted(interval, false, List.of());
    }
    List<Decision> now = stops.containsKey(entry.trial) ? List.of() : judge(entry.trial, interval);
    Standing after = standing(entry.trial).orElseThrow();
    boolean changed =
        !before.map(Standing::score).equals(Optional.of(after.score()))
            || !before.map(Standing::scoreInterval).equals(Optional.of(after.scoreInterval()));
    for (Decision decision : now) {
      stops.put(decision.trial(), decision);
      entriesBeforeStop.put(decision.trial(), entries(decision.trial()).size());
    }
    decisions.addAll(now);
    return new Effect.Counted(interval, changed, now);
  }

  // ---- which records count

  private Optional<Effect.Reason> reasonToDrop(Entry entry) {
    List<Entry> earlier = entries(entry.trial);
    long lastSeen = 0;
    for (Entry other : earlier) {
      if (other.hasSeq && other.isBy(entry)) {
        lastSeen = Math.max(lastSeen, other.seq);
      }
    }
    if (entry.hasSeq && entry.seq <= lastSeen) {
      return Optional.of(Effect.Reason.DUPLICATE);
    }
    int highest = highestStarted(entry.trial);
    if (entry.attempt < highest) {
      return Optional.of(Effect.Reason.SUPERSEDED_ATTEMPT);
    }
    Optional<Entry> owner =
        earlier.stream()
            .filter(e -> e.counts && e.kind == Kind.STARTED && e.attempt == entry.attempt)
            .findFirst();
    if (owner.isEmpty()) {
      return entry.kind == Kind.STARTED
          ? Optional.empty()
          : Optional.of(Effect.Reason.FOREIGN_EXECUTION);
    }
    if (!owner.get().isBy(entry)) {
      return Optional.of(Effect.Reason.FOREIGN_EXECUTION);
    }
    boolean ended =
        earlier.stream()
            .anyMatch(e -> e.counts && e.kind == Kind.ENDED && e.attempt == entry.attempt);
    return ended ? Optional.of(Effect.Reason.AFTER_END) : Optional.empty();
  }

  private List<Entry> entries(int trial) {
    return log.getOrDefault(trial, List.of());
  }

  private List<Entry> counted(int trial) {
    return entries(trial).stream().filter(e -> e.counts).toList();
  }

  private int highestStarted(int trial) {
    return counted(trial).stream()
        .filter(e -> e.kind == Kind.STARTED)
        .mapToInt(e -> e.attempt)
        .max()
        .orElse(Integer.MIN_VALUE);
  }

  // ---- intervals and values that stand

  private boolean isPrimary(Entry entry) {
    return entry.kind == Kind.REPORT && entry.metric.equals(primaryMetric);
  }

  private boolean isFirstInterval(Entry entry) {
    return entry.kind == Kind.REPORT
        && !isPrimary(entry)
        && entry.metric.equals("trialstream.first_interval");
  }

  private List<Entry> ofAttempt(int trial, int attempt) {
    return counted(trial).stream().filter(e -> e.attempt == attempt).toList();
  }

  private boolean isUnusable(Entry entry) {
    List<Entry> attempt = ofAttempt(entry.trial, entry.attempt);
    List<Entry> before = attempt.subList(0, attempt.indexOf(entry));
    return isFirstInterval(entry)
        && before.stream().noneMatch(this::isPrimary)
        && !isWithin(entry.value, valuesOfEarlierAttempts(entry.trial, entry.attempt).size());
  }

  private static boolean isWithin(double first, int count) {
    return first == Math.floor(first) && first >= 1 && first <= count + 1;
  }

  private int firstIntervalOf(int trial, int attempt, int count) {
    int first = 1;
    for (Entry entry : ofAttempt(trial, attempt)) {
      if (isPrimary(entry)) {
        break;
      }
      if (isFirstInterval(entry)) {
        first = isWithin(entry.value, count) ? (int) entry.value : 1;
      }
    }
    return first;
  }

  private int intervalOf(Entry report) {
    List<Entry> primaries =
        ofAttempt(report.trial, report.attempt).stream().filter(this::isPrimary).toList();
    int count = valuesOfEarlierAttempts(report.trial, report.attempt).size();
    return firstIntervalOf(report.trial, report.attempt, count) + primaries.indexOf(report);
  }

  private List<Integer> attempts(int trial) {
    return counted(trial).stream().map(e -> e.attempt).distinct().sorted().toList();
  }

  private List<Double> valuesOfEarlierAttempts(int trial, int attempt) {
    return values(trial, attempt - 1);
  }

  private List<Double> values(int trial) {
    return values(trial, Integer.MAX_VALUE);
  }

  private List<Double> values(int trial, int upToAttempt) {
    List<Entry> entries = entries(trial);
    int stopAt = entriesBeforeStop.getOrDefault(trial, Integer.MAX_VALUE);
    List<Double> values = new ArrayList<>();
    for (int attempt : attempts(trial)) {
      if (attempt > upToAttempt) {
        break;
      }
      List<Double> own = new ArrayList<>();
      for (int i = 0; i < entries.size() && i < stopAt; i++) {
        Entry entry = entries.get(i);
        if (entry.counts && entry.attempt == attempt && isPrimary(entry)) {
          own.add(entry.value);
        }
      }
      if (!own.isEmpty()) {
        int kept = firstIntervalOf(trial, attempt, values.size()) - 1;
        values = new ArrayList<>(values.subList(0, kept));
        values.addAll(own);
      }
    }
    return values;
  }

  // ---- early termination

  private static boolean isEarlier(int trial) {
    return trial >= 1_000_000_000;
  }

  private boolean isStanding(int trial, int interval) {
    if (isEarlier(trial)) {
      return false;
    }
    int attempt = highestStarted(trial);
    List<Entry> records = ofAttempt(trial, attempt);
    return !stops.containsKey(trial)
        && records.stream().noneMatch(e -> e.kind == Kind.ENDED)
        && records.stream().anyMatch(this::isPrimary)
        && values(trial).size() == interval;
  }

  private boolean isExcluded(int trial) {
    if (!policy.excludeFinishedJobs() || stops.containsKey(trial)) {
      return false;
    }
    List<Entry> telling =
        counted(trial).stream().filter(e -> isPrimary(e) || e.kind == Kind.ENDED).toList();
    return !telling.isEmpty()
        && telling.get(telling.size() - 1).state.filter(FINISHED::contains).isPresent();
  }

  private List<Decision> judge(int reporter, int interval) {
    if (!policy.judges(interval)) {
      return List.of();
    }
    Map<Integer, List<Double>> peers = new TreeMap<>();
    Map<Integer, List<Double>> judged = new TreeMap<>();
    for (int trial : log.keySet()) {
      List<Double> values = values(trial);
      if (values.size() >= interval) {
        List<Double> curve = values.subList(0, interval);
        if (!isExcluded(trial)) {
          peers.put(trial, curve);
        }
        boolean asked = trial == reporter || !policy.judgesReporterAlone();
        if (asked && isStanding(trial, interval)) {
          judged.put(trial, curve);
        }
      }
    }
    Comparator<Map.Entry<Integer, List<Double>>> worstFirst =
        (one, other) -> {
          double a = statistics.bestOrWorst(one.getValue());
          double b = statistics.bestOrWorst(other.getValue());
          return statistics.worse(a, b) ? -1 : statistics.worse(b, a) ? 1 : 0;
        };
    List<Decision> found = new ArrayList<>();
    judged.entrySet().stream()
        .sorted(worstFirst.thenComparing(Map.Entry.comparingByKey()))
        .forEach(
            entry ->
                policy
                    .stop(statistics, entry.getValue(), peers.values())
                    .ifPresent(
                        stop ->
                            found.add(
                                new Decision(
                                    entry.getKey(),
                                    highestStarted(entry.getKey()),
                                    policy.type(),
                                    interval,
                                    stop.value(),
                                    stop.limit(),
                                    stop.peers()))));
    return found;
  }

  // ---- answers

  /** All decisions in order. */
  public List<Decision> decisions() {
    return List.copyOf(decisions);
  }

  /** See {@link ExperimentLog#standing}. */
  public Optional<Standing> standing(int trial) {
    int attempt = highestStarted(trial);
    Optional<Entry> start =
        ofAttempt(trial, attempt).stream().filter(e -> e.kind == Kind.STARTED).findFirst();
    if (start.isEmpty()) {
      return Optional.empty();
    }
    List<Double> values = values(trial);
    OptionalDouble score = statistics.best(values);
    int reached = score.isPresent() ? values.indexOf(score.getAsDouble()) + 1 : 0;
    return Optional.of(
        new Standing(
            trial,
            attempt,
            start.get().execution,
            ofAttempt(trial, attempt).stream().flatMap(e -> e.state.stream()).findFirst(),
            Optional.ofNullable(stops.get(trial)),
            values.size(),
            score,
            reached));
  }

  /** See {@link ExperimentLog#ranking()}. */
  public int[] ranking() {
    Map<Integer, Double> scores = new TreeMap<>();
    for (int trial : log.keySet()) {
      if (!isEarlier(trial)) {
        statistics.best(values(trial)).ifPresent(score -> scores.put(trial, score));
      }
    }
    Comparator<Map.Entry<Integer, Double>> better = Map.Entry.comparingByValue();
    return scores.entrySet().stream()
        .sorted(
            (goal == Goal.MAXIMIZE ? better.reversed() : better)
                .thenComparing(Map.Entry.comparingByKey()))
        .mapToInt(Map.Entry::getKey)
        .toArray();
  }

  /** See {@link ExperimentLog#ranking(int)}. */
  public int[] ranking(int k) {
    return Arrays.stream(ranking()).limit(k).toArray();
  }

  /** See {@link ExperimentLog#dropped}. */
  public long dropped(Effect.Reason reason) {
    return dropped.getOrDefault(reason, 0L);
  }
}
