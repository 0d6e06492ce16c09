package io.trialstream.endtoend;

import io.trialstream.testing.TestBroker;

/** On a broker in this process. */
class ScriptFaultsIT extends ScriptFaults {
  @Override
  TestBroker broker() {
    return TestBroker.embedded(folder);
  }
}
