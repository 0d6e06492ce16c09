package io.trialstream.experiment;

import io.trialstream.settings.InvalidSettingsException;
import io.trialstream.settings.MappingSettings;
import io.trialstream.settings.Problem;
import io.trialstream.settings.SettingsFile;
import io.trialstream.stopping.Policies;
import io.trialstream.stopping.StoppingPolicy;
import java.util.List;
import java.util.Optional;

/** Reads an early-termination policy: that of an experiment file, or one that stands alone. */
public final class PolicyReader {
  static final String KEY = "early_termination";

  private PolicyReader() {}

  /**
   * A policy that was read.
   *
   * @param warnings what is doubtful about it
   */
  public record Parsed(StoppingPolicy policy, List<Problem> warnings) {}

  /**
   * Reads a policy that stands alone, in YAML or JSON: what an experiment file has below {@code
   * early_termination}.
   *
   * @throws InvalidSettingsException with every problem found
   */
  public static Parsed parse(String text) throws InvalidSettingsException {
    SettingsFile file = SettingsFile.read(text);
    StoppingPolicy policy = read(file.root());
    return new Parsed(policy, file.finish());
  }

  /**
   * Reads the policy of an experiment file and nothing else of it.
   *
   * @throws InvalidSettingsException where the file is no mapping in YAML or JSON at all
   */
  public static StoppingPolicy ofExperiment(String text) throws InvalidSettingsException {
    MappingSettings root = SettingsFile.read(text).root();
    return root.has(KEY) ? ofKey(root) : Policies.none();
  }

  /** The policy below the key of the file's root. */
  static StoppingPolicy ofKey(MappingSettings root) {
    return root.mapping(KEY).map(PolicyReader::read).orElseGet(Policies::none);
  }

  private static StoppingPolicy read(MappingSettings settings) {
    Optional<String> type = Reading.oneOf(settings, "type", Policies.names());
    if (type.isEmpty()) {
      settings.acceptAll();
      return Policies.none();
    }
    return Policies.read(type.get(), settings);
  }
}
