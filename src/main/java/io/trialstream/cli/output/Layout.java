package io.trialstream.cli.output;

import java.util.OptionalInt;

/**
 * The room that a table has.
 *
 * @param width the columns of the terminal; empty where the output is none, and nothing is cut
 * @param color whether colour is wanted
 */
public record Layout(OptionalInt width, boolean color) {

  /** A file or a pipe: uncut and without colour. */
  public static final Layout UNBOUNDED = new Layout(OptionalInt.empty(), false);
}
