package io.trialstream.coordinator;

import io.trialstream.topics.TrialstreamConfig;
import java.util.Map;

/**
 * What the processors are given from outside the topology.
 *
 * @param views where the stream threads publish and other threads read, by experiment
 * @param asked where other threads find the running experiments that are asked for their trials
 */
record Surroundings(
    TrialstreamConfig config,
    LogEnds logEnds,
    LostMarks lostMarks,
    Map<String, ExperimentView> views,
    Map<String, AskedExperiment> asked) {}
