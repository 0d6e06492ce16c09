package io.trialstream.stopping;

import java.util.LinkedHashMap;
import java.util.Map;

/** Policies as an experiment file would give them. */
final class PolicyOf {
  private PolicyOf() {}

  /** The policy with the oracle's parameters, read through {@link Policies}. */
  static StoppingPolicy settings(OraclePolicy policy) {
    Map<String, Object> keys = new LinkedHashMap<>(policy.numbers());
    if (!policy.type().equals("none")) {
      keys.put("delay_evaluation", policy.delayEvaluation());
      keys.put("evaluation_interval", policy.evaluationInterval());
    }
    if (policy.type().equals("truncation_selection")) {
      keys.put("exclude_finished_jobs", policy.excludeFinishedJobs());
    }
    return settings(policy.type(), keys);
  }

  /** The policy with these keys, none of which may be wrong. */
  static StoppingPolicy settings(String type, Map<String, Object> keys) {
    SettingsOf settings = new SettingsOf(keys);
    StoppingPolicy policy = Policies.read(type, settings);
    if (!settings.problems().isEmpty()) {
      throw new IllegalArgumentException(settings.problems().toString());
    }
    return policy;
  }
}
