package io.trialstream.coordinator;

/** What holds a lease: an execution of an attempt. */
record LeaseKey(String experiment, int trial, int attempt, String execution) {}
