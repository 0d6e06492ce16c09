package io.trialstream.stopping;

import io.trialstream.settings.Settings;
import java.util.List;
import java.util.function.Function;

/** The early-termination policies by name. */
public final class Policies {
  private Policies() {}

  /**
   * A policy that experiment files can name.
   *
   * @param name as the file writes it
   * @param reader reads its settings, recording problems and warnings there; always answers
   * @param finding what a decision of it found, as a sentence without its beginning and full stop
   */
  private record Entry(String name, Function<Settings, StoppingPolicy> reader, Finding finding) {}

  /** Words for what a decision found. */
  private interface Finding {
    String of(Decision decision, String metric, Goal goal);
  }

  private static final List<Entry> ENTRIES =
      List.of(
          new Entry(Bandit.NAME, Bandit::read, Bandit::finding),
          new Entry(MedianStopping.NAME, MedianStopping::read, MedianStopping::finding),
          new Entry(
              TruncationSelection.NAME, TruncationSelection::read, TruncationSelection::finding),
          new Entry(Percentile.NAME, Percentile::read, Percentile::finding),
          new Entry(Asha.NAME, Asha::read, Asha::finding),
          new Entry(Patience.NAME, Patience::read, Patience::finding),
          new Entry(Threshold.NAME, Threshold::read, Threshold::finding),
          new Entry(NoStopping.NAME, NoStopping::read, NoStopping::finding));

  /** The names that an experiment file can give as {@code early_termination.type}. */
  public static List<String> names() {
    return ENTRIES.stream().map(Entry::name).toList();
  }

  /**
   * Reads a policy's settings. What is wrong or doubtful is recorded in the settings as problems
   * and warnings; an answer comes in any case, so that the rest of the file can be read.
   *
   * @param type the policy's name; an unknown one is a problem at {@code type}
   * @param settings the mapping that holds the policy's keys
   */
  public static StoppingPolicy read(String type, Settings settings) {
    for (Entry entry : ENTRIES) {
      if (entry.name().equals(type)) {
        return entry.reader().apply(settings);
      }
    }
    settings.problem(
        "type",
        "names no early-termination policy: \""
            + type
            + "\"; expected one of "
            + String.join(", ", names()));
    return none();
  }

  /** The policy that stops nothing, the default. */
  public static StoppingPolicy none() {
    return new NoStopping();
  }

  /** What a decision found that stops its trial, in words. */
  static String finding(Decision decision, String metric, Goal goal) {
    return ENTRIES.stream()
        .filter(entry -> entry.name().equals(decision.policy()))
        .findFirst()
        .map(entry -> entry.finding().of(decision, metric, goal))
        .orElseGet(
            () ->
                decision.bestOf(metric)
                    + "not good enough for the limit "
                    + decision.limitText()
                    + " among "
                    + decision.peers()
                    + " trials");
  }
}
