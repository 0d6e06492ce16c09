package io.trialstream.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.trialstream.avro.EventKind;
import io.trialstream.stopping.ExperimentLog;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The trials of earlier experiments in an experiment's log, numbered in the order in which they
 * start there. Their records come trial by trial, so the last one is looked at first.
 */
final class EarlierTrials {
  private final Set<String> experiments;
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<EarlierTrial> trials = new ArrayList<>();
  private byte[] last = {};
  private int lastNumber = -1;

  /**
   * @param experiments the ids of the earlier experiments
   */
  EarlierTrials(List<String> experiments) {
    this.experiments = Set.copyOf(experiments);
  }

  /** The trial's number, which a record that starts a new one is given; -1 where it has none. */
  int number(MetricView record) {
    if (experiments.isEmpty()) {
      return -1;
    }
    if (lastNumber >= 0 && record.isOfTrial(last)) {
      return lastNumber;
    }
    String id = record.trial();
    Integer known = numbers.get(id);
    if (known == null) {
      boolean starts =
          record.kind() == EventKind.STARTED && record.seq() > 0 && experimentOf(id).isPresent();
      return starts ? ExperimentLog.FIRST_EARLIER + trials.size() : -1;
    }
    last = id.getBytes(UTF_8);
    lastNumber = known;
    return known;
  }

  private Optional<String> experimentOf(String trial) {
    return TrialIds.parse(trial).map(TrialIds.TrialId::experiment).filter(experiments::contains);
  }

  /** Keeps a trial whose start counted; nothing happens where it is known. */
  void started(int number, MetricView record) {
    if (number - ExperimentLog.FIRST_EARLIER == trials.size()) {
      String id = record.trial();
      trials.add(
          new EarlierTrial(
              id,
              number,
              Optional.ofNullable(record.event().getParameters())
                  .map(Parameters::fromAvro)
                  .orElse(List.of())));
      numbers.put(id, number);
    }
  }

  /** The trials in the order of their numbers. */
  List<EarlierTrial> trials() {
    return Collections.unmodifiableList(trials);
  }
}
