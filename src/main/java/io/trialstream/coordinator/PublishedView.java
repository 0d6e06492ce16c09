package io.trialstream.coordinator;

import io.trialstream.avro.Decision;
import io.trialstream.avro.TrialStatus;
import io.trialstream.topics.TrialIds;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A view over arrays that nobody changes any more. */
final class PublishedView implements ExperimentView {
  private final List<TrialView> byNumber;
  private final List<TrialView> sorted;
  private final List<Decision> decisions;

  private PublishedView(
      List<TrialView> byNumber, List<TrialView> sorted, List<Decision> decisions) {
    this.byNumber = byNumber;
    this.sorted = sorted;
    this.decisions = decisions;
  }

  /**
   * A copy of the present.
   *
   * @param byNumber every trial, in order of trial number
   * @param ranking the numbers of those with a score, best first
   */
  static PublishedView of(List<TrialView> byNumber, int[] ranking, List<Decision> decisions) {
    TrialView[] sorted = new TrialView[byNumber.size()];
    boolean[] placed = new boolean[byNumber.size()];
    int length = 0;
    for (int number : ranking) {
      if (number < byNumber.size()) {
        placed[number] = true;
        sorted[length++] = byNumber.get(number);
      }
    }
    for (TrialView trial : byNumber) {
      if (!placed[trial.number()]) {
        sorted[length++] = trial;
      }
    }
    return new PublishedView(List.copyOf(byNumber), Arrays.asList(sorted), List.copyOf(decisions));
  }

  @Override
  public List<TrialView> trials() {
    return sorted;
  }

  @Override
  public List<TrialView> top(int k) {
    return sorted.subList(0, Math.min(Math.max(k, 0), sorted.size()));
  }

  @Override
  public Optional<TrialView> trial(String id) {
    return TrialIds.parse(id)
        .filter(parsed -> parsed.number() < byNumber.size())
        .map(parsed -> byNumber.get(parsed.number()))
        .filter(trial -> trial.trial().equals(id));
  }

  @Override
  public Optional<TrialView> best(boolean includeFailed, boolean includeCanceled) {
    for (TrialView trial : sorted) {
      if (trial.score().isEmpty()) {
        return Optional.empty();
      }
      boolean failed = trial.state() == TrialStatus.FAILED;
      boolean canceled =
          trial.state() == TrialStatus.CANCELED || trial.state() == TrialStatus.STOPPED;
      if ((includeFailed || !failed) && (includeCanceled || !canceled)) {
        return Optional.of(trial);
      }
    }
    return Optional.empty();
  }

  @Override
  public List<Decision> decisions() {
    return decisions;
  }
}
