package io.trialstream.topics;

/**
 * A setting that somebody gave.
 *
 * @param key its key
 * @param value its value, as it was given
 * @param source where: a file with its line, a variable, an option; empty where a program gave it
 */
public record Setting(String key, String value, String source) {
  /** The source of what nobody gave. */
  public static final String DEFAULT = "default";

  /** What to call it in a sentence: its key, its value unless that is a secret, its source. */
  String shown() {
    return "%s=%s%s".formatted(key, Secrets.shown(this), place());
  }

  /** Its key and its source. */
  String named() {
    return key + place();
  }

  private String place() {
    return source.isEmpty() ? "" : " (" + source + ")";
  }

  /** Its value may be a secret. */
  @Override
  public String toString() {
    return shown();
  }
}
