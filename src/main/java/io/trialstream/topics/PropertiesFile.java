package io.trialstream.topics;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A file of settings, in the form that {@link Properties} reads, in UTF-8. */
public final class PropertiesFile {
  private static final int LARGEST_BYTES = 1 << 20;

  private final Path file;
  private final Map<String, Setting> byKey = new HashMap<>();
  private final List<Setting> settings = new ArrayList<>();

  private PropertiesFile(Path file) {
    this.file = file;
  }

  /**
   * Reads the file.
   *
   * @return its settings in order, each with the file and line as its source
   * @throws BadSettingsException with a sentence where it cannot be read, a line is no setting, or
   *     a key is there twice
   */
  public static List<Setting> read(Path file) {
    PropertiesFile reading = new PropertiesFile(file);
    reading.parse(lines(file));
    return reading.settings;
  }

  private static List<String> lines(Path file) {
    try {
      if (Files.size(file) > LARGEST_BYTES) {
        throw new BadSettingsException(
            "The file %s is larger than 1 MiB: it is no file of settings.".formatted(file));
      }
      String text = Files.readString(file);
      // An editor's mark that the file is UTF-8 is no part of the first key.
      return (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
    } catch (NoSuchFileException e) {
      throw new BadSettingsException("There is no file %s.".formatted(file));
    } catch (CharacterCodingException e) {
      throw new BadSettingsException("The file %s is not in UTF-8.".formatted(file));
    } catch (IOException e) {
      throw new BadSettingsException(
          "The file %s cannot be read: %s."
              .formatted(file, Files.isDirectory(file) ? "it is a folder" : reason(e)));
    }
  }

  private static String reason(IOException e) {
    return e instanceof AccessDeniedException
        ? "permission denied"
        : String.valueOf(e.getMessage());
  }

  private void parse(List<String> lines) {
    int at = 0;
    while (at < lines.size()) {
      int first = at;
      StringBuilder whole = new StringBuilder(lines.get(at++));
      // A comment goes on no further line, whatever it ends with.
      while (at < lines.size() && !isComment(lines.get(first)) && goesOn(whole)) {
        whole.append('\n').append(lines.get(at++));
      }
      parse(whole.toString(), first + 1);
    }
  }

  private static boolean isComment(String line) {
    String text = line.stripLeading();
    return text.startsWith("#") || text.startsWith("!");
  }

  private static boolean goesOn(CharSequence line) {
    int backslashes = 0;
    while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  private void parse(String line, int number) {
    String source = "%s, line %d".formatted(file, number);
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(line));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadSettingsException(
          "%s: a backslash and u must be followed by four hexadecimal digits; a backslash itself is written \\\\."
              .formatted(source));
    }
    properties.forEach((key, value) -> add(new Setting((String) key, (String) value, source)));
  }

  private void add(Setting setting) {
    Setting earlier = byKey.put(setting.key(), setting);
    if (earlier != null) {
      throw new BadSettingsException(
          "%s is given twice: in %s and in %s; leave one out."
              .formatted(Secrets.printable(setting.key()), earlier.source(), setting.source()));
    }
    settings.add(setting);
  }
}
