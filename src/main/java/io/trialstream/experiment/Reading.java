package io.trialstream.experiment;

import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Sentences;
import io.trialstream.settings.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** The checks that several parts of the file share. */
final class Reading {
  private Reading() {}

  /** The text of a key that must be there. */
  static Optional<String> required(Settings settings, String key, String expected) {
    if (!settings.has(key)) {
      settings.problem(key, "is missing; it must be " + expected);
    }
    return settings.text(key);
  }

  /** The mapping of a key that must be there. */
  static Optional<MappingSettings> requiredMapping(
      MappingSettings settings, String key, String expected) {
    if (!settings.has(key)) {
      settings.problem(key, "is missing; " + expected);
    }
    return settings.mapping(key);
  }

  /** A text that is one of the names, in capitals or not; answers the name. */
  static Optional<String> oneOf(Settings settings, String key, List<String> names) {
    return required(settings, key, Sentences.or(names))
        .flatMap(text -> oneOf(settings, key, text, names));
  }

  /** The same for a text that was read already. */
  static Optional<String> oneOf(Settings settings, String key, String text, List<String> names) {
    String name = text.toLowerCase(Locale.ROOT);
    if (names.contains(name)) {
      return Optional.of(name);
    }
    settings.problem(
        key,
        "must be %s, not \"%s\"%s"
            .formatted(Sentences.or(names), Sentences.shorten(text), Sentences.hint(text, names)));
    return Optional.empty();
  }

  /** A whole number within bounds; empty where it is absent or has a problem. */
  static OptionalLong whole(Settings settings, String key, long least, long most) {
    OptionalLong value = settings.integer(key);
    if (value.isPresent() && (value.getAsLong() < least || value.getAsLong() > most)) {
      settings.problem(
          key,
          value.getAsLong() < least
              ? "must be at least " + least + ", not " + value.getAsLong()
              : "must be at most " + most + ", not " + value.getAsLong());
      return OptionalLong.empty();
    }
    return value;
  }
}
