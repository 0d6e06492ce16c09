package io.trialstream.cli.output;

/** Colours of a terminal. */
public enum Style {
  /** As the terminal prints text. */
  PLAIN(""),
  /** A heading. */
  BOLD("1"),
  /** Went well. */
  GREEN("32"),
  /** Wants attention. */
  YELLOW("33"),
  /** Went wrong. */
  RED("31"),
  /** Goes on. */
  CYAN("36");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  /** The text in this style, where colour is wanted. */
  public String paint(String text, boolean color) {
    return !color || code.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }

  /** The style in which a trial's or an experiment's state is shown. */
  public static Style ofState(String state) {
    return switch (state) {
      case "COMPLETED" -> GREEN;
      case "RUNNING" -> CYAN;
      case "STOPPED", "CANCELED", "LOST" -> YELLOW;
      case "FAILED" -> RED;
      default -> PLAIN;
    };
  }
}
