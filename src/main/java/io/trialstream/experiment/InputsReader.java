package io.trialstream.experiment;

import io.trialstream.sampling.ParameterValue;
import io.trialstream.sampling.ParameterValues;
import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Sentences;
import io.trialstream.settings.Value;
import io.trialstream.settings.Value.Kind;
import io.trialstream.settings.Value.Mapping;
import io.trialstream.settings.Value.Scalar;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads {@code inputs} and {@code outputs}. */
final class InputsReader {
  private static final List<String> TYPES =
      List.of("uri_file", "uri_folder", "mltable", "mlflow_model", "custom_model", "triton_model");
  private static final Pattern INPUT = Pattern.compile("[^\\s{}\\p{Cntrl}]{1,200}");
  private static final Pattern OUTPUT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

  private InputsReader() {}

  /** The text behind each input; what has a problem is left empty. */
  static Map<String, String> inputs(MappingSettings inputs, LocalPaths paths) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String name : inputs.keys()) {
      if (!INPUT.matcher(name).matches()) {
        inputs.problem(
            name, "the name of an input has 1 to 200 characters, without blanks and braces");
      }
      texts.put(name, input(inputs, name, paths));
    }
    return texts;
  }

  private static String input(MappingSettings inputs, String name, LocalPaths paths) {
    Value value = inputs.value(name).orElseThrow();
    if (value instanceof Mapping) {
      return inputs.mapping(name).flatMap(object -> object(object, paths)).orElse("");
    }
    Optional<ParameterValue> literal =
        value instanceof Scalar scalar ? ParameterValues.of(scalar) : Optional.empty();
    if (literal.isEmpty()) {
      inputs.problemAt(
          value.line(),
          name,
          "must be a number, a text, true or false, or {type: uri_folder, path: ...}, not "
              + value.describe());
      return "";
    }
    String text = literal.get().text();
    return LocalPaths.isAsset(inputs, name, text) ? "" : text;
  }

  private static Optional<String> object(MappingSettings object, LocalPaths paths) {
    type(object);
    object.text("mode");
    if (!object.has("path")) {
      object.problem("path", "is missing; it must be a local path");
    }
    return paths.read(object, "path").map(Object::toString);
  }

  private static void type(MappingSettings object) {
    object.text("type").ifPresent(type -> Reading.oneOf(object, "type", type, TYPES));
  }

  /** The names of the outputs. */
  static List<String> outputs(MappingSettings outputs) {
    Set<String> names = new LinkedHashSet<>(outputs.keys());
    for (String name : names) {
      if (!OUTPUT.matcher(name).matches()) {
        outputs.problem(
            name,
            "is no name of a folder; it must have 1 to 100 letters, digits, dots, hyphens and"
                + " underscores, the first no dot and no hyphen");
      }
      output(outputs, name);
    }
    return List.copyOf(names);
  }

  private static void output(MappingSettings outputs, String name) {
    Value value = outputs.value(name).orElseThrow();
    if (value instanceof Mapping) {
      outputs.mapping(name).ifPresent(InputsReader::outputObject);
    } else if (!(value instanceof Scalar scalar && scalar.kind() == Kind.NOTHING)) {
      outputs.problemAt(
          value.line(), name, "must be {type: uri_folder} or nothing, not " + value.describe());
    }
  }

  private static void outputObject(MappingSettings output) {
    type(output);
    output.text("mode");
    if (output.has("path")) {
      output
          .text("path")
          .ifPresent(
              path ->
                  output.warning(
                      "path",
                      Sentences.shorten(path)
                          + " is ignored: an output is a folder under the trial's outputs/"));
    }
  }
}
