package io.trialstream.cli.output;

import java.util.Locale;

/** How a command prints its data. */
public enum Format {
  /** Aligned columns for a person. */
  TABLE,
  /** One JSON document, indented. */
  JSON,
  /** A JSON value a line. */
  NDJSON;

  /** The name as the command line writes it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
