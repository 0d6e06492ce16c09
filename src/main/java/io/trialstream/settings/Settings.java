package io.trialstream.settings;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A mapping of an experiment file, read key by key. A getter marks its key as known; where the
 * value has the wrong type, the getter records a problem with the value's line and returns empty.
 * Keys that nobody asked for are reported once the whole file has been read. Problems are
 * collected, not thrown, so that one reading finds them all.
 */
public interface Settings {

  /** The dotted path of this mapping in the file, such as {@code early_termination}. */
  String path();

  /** Whether the key is present, whatever its value. */
  boolean has(String key);

  /** The value as a finite number, an integer or a decimal. */
  OptionalDouble number(String key);

  /** The value as a whole number. */
  OptionalLong integer(String key);

  /** The value as text; a plain number or boolean counts as its text. */
  Optional<String> text(String key);

  /** The value as true or false. */
  Optional<Boolean> flag(String key);

  /** Records a problem at the key's line, or at this mapping's where the key is absent. */
  void problem(String key, String sentence);

  /** Records a warning at the key's line, or at this mapping's where the key is absent. */
  void warning(String key, String sentence);
}
