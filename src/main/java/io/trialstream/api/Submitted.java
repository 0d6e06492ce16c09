package io.trialstream.api;

import java.util.List;

/**
 * An experiment has been accepted.
 *
 * @param experiment its id
 * @param warnings what a person should know of its file, sentences in the file's order
 */
public record Submitted(String experiment, List<String> warnings) {}
