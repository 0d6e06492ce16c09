package io.trialstream.cli;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What the parser complains of, in words for a person. */
final class Misuse {
  private static final Pattern VALUES =
      Pattern.compile("expected one of \\[([^\\]]*)] \\(case-insensitive\\)");

  private Misuse() {}

  /** The sentence. */
  static String sentence(ParameterException e) {
    CommandSpec command = e.getCommandLine().getCommandSpec();
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()
        && !command.subcommands().isEmpty()) {
      return "There is no command '%s'.".formatted(unmatched.getUnmatched().get(0));
    }
    String sentence = String.valueOf(e.getMessage()).replace("option option", "option");
    return VALUES
        .matcher(sentence)
        .replaceAll(Misuse::values)
        .replace("is not an int", "is no whole number");
  }

  private static String values(MatchResult found) {
    return "expected one of " + found.group(1).toLowerCase(Locale.ROOT);
  }
}
