package io.trialstream.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a trial is run.
 *
 * @param command the argument vector, its {@code ${{…}}} placeholders not yet filled; where the
 *     file's command uses no {@code search_space} placeholder, {@code --name} and {@code
 *     ${{search_space.name}}} are already appended for each hyperparameter
 * @param code the absolute folder that is copied into the attempt's directory; empty: none
 * @param environment variables added to the process's environment, in the file's order
 * @param inputs the text behind {@code ${{inputs.NAME}}}, in the file's order: a literal, or an
 *     absolute local path
 * @param outputs the names behind {@code ${{outputs.NAME}}}
 */
public record TrialTemplate(
    List<String> command,
    Optional<Path> code,
    Map<String, String> environment,
    Map<String, String> inputs,
    List<String> outputs) {}
