package io.trialstream.experiment;

import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Sentences;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads local paths.
 *
 * @param base the absolute folder from which relative ones start; empty where there is none
 */
record LocalPaths(Optional<Path> base) {
  private static final Pattern SCHEME =
      Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

  /**
   * The absolute path that a key holds; empty where a problem was recorded or the key is absent.
   */
  Optional<Path> read(MappingSettings settings, String key) {
    return settings.text(key).flatMap(text -> path(settings, key, text));
  }

  /** Records a problem where the text names something in Azure's cloud. */
  static boolean isAsset(MappingSettings settings, String key, String text) {
    if (!text.startsWith("azureml:")) {
      return false;
    }
    settings.problem(
        key,
        "the asset "
            + Sentences.shorten(text)
            + " is known only to Azure's cloud; copy it to the workers and give its local path");
    return true;
  }

  private Optional<Path> path(MappingSettings settings, String key, String text) {
    if (isAsset(settings, key, text)) {
      return Optional.empty();
    }
    if (text.isBlank()) {
      settings.problem(key, "must be a path, not an empty text");
      return Optional.empty();
    }
    if (SCHEME.matcher(text).matches()) {
      settings.problem(
          key,
          Sentences.shorten(text) + " is no local path; copy it to the workers and give its path");
      return Optional.empty();
    }
    try {
      Path path = Path.of(text);
      if (path.isAbsolute()) {
        return Optional.of(path.normalize());
      }
      if (base.isEmpty()) {
        settings.problem(
            key,
            Sentences.shorten(text)
                + " is a relative path, and there is no file that it could start from; give an"
                + " absolute path, or submit with a base directory");
      }
      return base.map(folder -> folder.resolve(path).normalize());
    } catch (InvalidPathException e) {
      settings.problem(key, Sentences.shorten(text) + " is no path: " + e.getReason());
      return Optional.empty();
    }
  }
}
