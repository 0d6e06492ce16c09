package io.trialstream.coordinator;

import io.trialstream.avro.Decision;
import java.util.List;
import java.util.Optional;

/** An experiment's trials and decisions at one moment; immutable, for any thread to read. */
public interface ExperimentView {

  /** All trials: best first, those without a score last, ties in order of trial number. */
  List<TrialView> trials();

  /** The first {@code k} of {@link #trials()}, without a scan of the others. */
  List<TrialView> top(int k);

  /** One trial by its id. */
  Optional<TrialView> trial(String id);

  /**
   * The best trial: the first of {@link #trials()} that has a score.
   *
   * @param includeFailed whether FAILED trials count
   * @param includeCanceled whether CANCELED and STOPPED trials count
   */
  Optional<TrialView> best(boolean includeFailed, boolean includeCanceled);

  /** The stops, in the order in which they were decided. */
  List<Decision> decisions();
}
