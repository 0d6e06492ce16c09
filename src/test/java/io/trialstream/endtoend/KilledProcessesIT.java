package io.trialstream.endtoend;

import io.trialstream.testing.TestBroker;

/** On a broker in this process. */
class KilledProcessesIT extends KilledProcesses {
  @Override
  TestBroker broker() {
    return TestBroker.embedded(folder);
  }
}
