package io.trialstream.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A command as an argument vector: split once, filled after the split, never seen by a shell. */
public final class ArgumentVector {
  private ArgumentVector() {}

  /**
   * Fills the placeholders of a command in one pass: what a value contains is never filled again.
   *
   * @param command the argument vector with {@code ${{search_space.x}}}, {@code ${{inputs.y}}} and
   *     {@code ${{outputs.z}}}
   * @param parameters the text of each hyperparameter
   * @param inputs the text of each input
   * @param outputs the folder under which each output has its own
   * @throws IllegalArgumentException where a placeholder names nothing that is known
   */
  public static List<String> fill(
      List<String> command,
      Map<String, String> parameters,
      Map<String, String> inputs,
      Path outputs) {
    return command.stream()
        .map(word -> Placeholder.fill(word, p -> value(p, parameters, inputs, outputs)))
        .toList();
  }

  private static String value(
      Placeholder placeholder,
      Map<String, String> parameters,
      Map<String, String> inputs,
      Path outputs) {
    String name = placeholder.name();
    String value =
        switch (source(placeholder)) {
          case SEARCH_SPACE -> parameters.get(name);
          case INPUTS -> inputs.get(name);
          case OUTPUTS -> outputs.resolve(name).toString();
        };
    if (value == null) {
      throw unknown(placeholder);
    }
    return value;
  }

  private static Placeholder.Source source(Placeholder placeholder) {
    return Placeholder.Source.of(placeholder.source()).orElseThrow(() -> unknown(placeholder));
  }

  private static IllegalArgumentException unknown(Placeholder placeholder) {
    return new IllegalArgumentException(
        "the command's placeholder " + placeholder.written() + " names nothing that is known");
  }
}
