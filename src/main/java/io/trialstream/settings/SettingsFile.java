package io.trialstream.settings;

import io.trialstream.settings.Value.Mapping;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A file of settings in YAML 1.2 or JSON, and the problems that reading it turned up. */
public final class SettingsFile {
  /** The characters that a file has at most; it must fit into one record of the log. */
  public static final int LONGEST = 500_000;

  private final Problems problems = new Problems();
  private final FileSize size = new FileSize();
  private final MappingSettings root;

  private SettingsFile(String text) throws InvalidSettingsException {
    this.root = new MappingSettings(parse(text), problems, size);
  }

  /**
   * Reads a file's text.
   *
   * @throws InvalidSettingsException where it is no mapping in YAML or JSON at all
   */
  public static SettingsFile read(String text) throws InvalidSettingsException {
    return new SettingsFile(text);
  }

  /**
   * The text of a file's bytes.
   *
   * @throws InvalidSettingsException where they are too many, or not UTF-8
   */
  public static String decode(byte[] bytes) throws InvalidSettingsException {
    if (bytes.length > 4L * LONGEST) {
      throw TreeBuilder.failure(0, tooLong(bytes.length, "bytes"));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw TreeBuilder.failure(0, "the file is not text in UTF-8; save it as such");
    }
  }

  /** The file's mapping. */
  public MappingSettings root() {
    return root;
  }

  /**
   * Ends the reading: the keys that nobody asked for are problems too.
   *
   * @return the warnings, in the file's order
   * @throws InvalidSettingsException with every problem found, where there is one
   */
  public List<Problem> finish() throws InvalidSettingsException {
    root.reportUnknownKeys();
    List<Problem> errors = problems.errors();
    if (!errors.isEmpty()) {
      throw new InvalidSettingsException(errors);
    }
    return problems.warnings();
  }

  private Mapping parse(String text) throws InvalidSettingsException {
    if (text.length() > LONGEST) {
      throw TreeBuilder.failure(0, tooLong(text.length(), "characters"));
    }
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    Optional<Value> value = build(content);
    if (value.isEmpty() || isNothing(value.get())) {
      throw TreeBuilder.failure(0, "the file is empty; an experiment begins with type: sweep");
    }
    if (value.get() instanceof Mapping mapping) {
      return mapping;
    }
    throw TreeBuilder.failure(
        value.get().line(),
        "the file must hold keys with values, such as type: sweep, but it is "
            + value.get().describe());
  }

  private static boolean isNothing(Value value) {
    return value instanceof Value.Scalar scalar && scalar.kind() == Value.Kind.NOTHING;
  }

  private Optional<Value> build(String text) throws InvalidSettingsException {
    LoadSettings settings = LoadSettings.builder().setUseMarks(true).build();
    TreeBuilder builder = new TreeBuilder(problems, size);
    try {
      for (Event event : new Parse(settings).parseString(text)) {
        builder.accept(event);
      }
      return builder.root();
    } catch (ReaderException e) {
      throw TreeBuilder.failure(
          lineOf(text, e.getPosition()),
          "the file is not text: it holds the character U+%04X".formatted(e.getCodePoint()));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(0);
      throw TreeBuilder.failure(line, notYaml(e.getProblem()));
    } catch (YamlEngineException e) {
      throw TreeBuilder.failure(0, notYaml(e.getMessage()));
    }
  }

  private static String notYaml(@Nullable String problem) {
    return "this is not YAML: " + Sentences.shorten(String.valueOf(problem), 200);
  }

  private static int lineOf(String text, int codePoints) {
    return 1 + (int) text.codePoints().limit(codePoints).filter(c -> c == '\n').count();
  }

  private static String tooLong(long size, String unit) {
    return "the file has %s %s; an experiment file has at most %s characters"
        .formatted(size, unit, LONGEST);
  }
}
