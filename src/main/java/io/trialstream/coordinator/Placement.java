package io.trialstream.coordinator;

/** Where an experiment's queries are answered. */
public sealed interface Placement {
  /** By this instance. */
  record Here() implements Placement {}

  /** By another instance, at its {@code application.server} address. */
  record Elsewhere(String host, int port) implements Placement {}

  /** Not known at the moment: the application starts or rebalances; ask again. */
  record Unknown() implements Placement {}
}
