package io.trialstream.settings;

/**
 * One thing wrong with, or doubtful about, an experiment file.
 *
 * @param line the line it stands on, from 1; 0 where it concerns the file as a whole
 * @param key the dotted path of the key, such as {@code early_termination.slack_factor}; empty for
 *     the file as a whole
 * @param sentence what is wrong, what was expected and what to do
 */
public record Problem(int line, String key, String sentence) {

  /** The problem as one line for a person: {@code line 12: early_termination.slack_factor: …}. */
  @Override
  public String toString() {
    String place = line > 0 ? "line " + line + ": " : "";
    return place + (key.isEmpty() ? "" : key + ": ") + sentence;
  }
}
