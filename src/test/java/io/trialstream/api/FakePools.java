package io.trialstream.api;

import java.util.Set;

/** Pools that are just said to exist. */
public record FakePools(Set<String> names) implements Pools {
  @Override
  public boolean exists(String pool) {
    return names.contains(pool);
  }

  @Override
  public String topic(String pool) {
    return "trialstream.trials." + pool;
  }
}
