package io.trialstream.stopping;

/** An early-termination policy with its settings; immutable. */
public interface StoppingPolicy {

  /** The name that the experiment file and the decisions use, such as {@code bandit}. */
  String name();
}
