package io.trialstream.coordinator;

import io.trialstream.topics.TrialstreamConfig;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * What the processors are given from outside the topology.
 *
 * @param imports brings trials of earlier experiments into the log
 * @param modelThreads where models work, off the stream threads
 * @param views where the stream threads publish and other threads read, by experiment
 * @param showings what the tasks share of the time to show things
 * @param meters counts what the tasks do
 * @param asked where other threads find the running experiments that are asked for their trials
 */
record Surroundings(
    TrialstreamConfig config,
    LogEnds logEnds,
    LostMarks lostMarks,
    Imports imports,
    Executor modelThreads,
    Map<String, ExperimentView> views,
    Showings showings,
    CoordinatorMeters meters,
    Map<String, AskedExperiment> asked) {}
