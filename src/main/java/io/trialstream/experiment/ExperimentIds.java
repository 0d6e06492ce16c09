package io.trialstream.experiment;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** The ids of experiments: parts of keys, file names and addresses alike. */
public final class ExperimentIds {
  /** What a valid id consists of, as the end of a sentence. */
  public static final String RULE =
      "1 to 200 letters, digits, dots, hyphens and underscores, the first a letter or a digit";

  private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

  private static final List<String> ADJECTIVES =
      List.of(
          "amber", "bold", "brave", "bright", "brisk", "calm", "clever", "crisp", "eager", "early",
          "fair", "gentle", "glad", "golden", "happy", "honest", "jolly", "keen", "kind", "lively",
          "lucky", "merry", "mild", "nimble", "patient", "proud", "quick", "quiet", "silver",
          "steady", "sunny", "witty");

  private static final List<String> NOUNS =
      List.of(
          "arrow", "basin", "beacon", "birch", "brook", "canyon", "cedar", "comet", "coral",
          "delta", "falcon", "fern", "garden", "harbor", "heron", "island", "lagoon", "lantern",
          "maple", "meadow", "orchard", "otter", "pebble", "pine", "planet", "river", "robin",
          "sail", "spruce", "summit", "valley", "willow");

  private ExperimentIds() {}

  /** Whether an experiment can have this id. */
  public static boolean valid(String id) {
    return VALID.matcher(id).matches();
  }

  /**
   * A new id that a person can read and say, such as {@code keen_heron_1f09a7c2}.
   *
   * @param random where its 42 random bits come from
   */
  public static String generate(RandomGenerator random) {
    return "%s_%s_%08x"
        .formatted(
            ADJECTIVES.get(random.nextInt(ADJECTIVES.size())),
            NOUNS.get(random.nextInt(NOUNS.size())),
            random.nextInt());
  }
}
