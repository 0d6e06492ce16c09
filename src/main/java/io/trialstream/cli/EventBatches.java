package io.trialstream.cli;

import io.trialstream.api.EventJson;
import io.trialstream.replay.EarlierNumbers;
import io.trialstream.replay.EventBatch;
import io.trialstream.replay.EventFile;
import io.trialstream.stopping.EndState;
import io.trialstream.topics.TrialIds;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** Gathers the events of an export in batches. */
final class EventBatches implements Consumer<EventJson> {
  private final EventFile.Sink sink;
  private final EarlierNumbers earlier = new EarlierNumbers();
  private EventBatch batch = new EventBatch();

  EventBatches(EventFile.Sink sink) {
    this.sink = sink;
  }

  @Override
  public void accept(EventJson event) {
    int trial =
        event.earlier()
            ? earlier.number(event.trial())
            : TrialIds.parse(event.trial()).orElseThrow().number();
    if (event instanceof EventJson.Report report) {
      int interval = report.interval().orElse(EventBatch.UNKNOWN);
      batch.report(trial, event.attempt(), interval, report.metric(), report.value());
    } else if (event instanceof EventJson.End end) {
      batch.end(trial, event.attempt(), EndState.valueOf(end.state()));
    }
    batch.placeLast(event.partition(), event.offset(), event.time().toString());
    if (batch.isFull()) {
      flush();
    }
  }

  /** Hands over what is gathered. */
  void flush() {
    try {
      sink.accept(batch);
    } catch (InterruptedException e) {
      throw new CancellationException("The replay was given up: " + e.getMessage());
    }
    batch = new EventBatch();
  }
}
