package io.trialstream.server;

import io.trialstream.api.TellLog;
import io.trialstream.avro.Heartbeat;
import io.trialstream.avro.MetricEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Remembers what was told, and hands each record to whoever plays the owner. */
final class PlayedTellLog implements TellLog {
  final List<MetricEvent> events = new CopyOnWriteArrayList<>();
  final List<Heartbeat> heartbeats = new CopyOnWriteArrayList<>();
  volatile Consumer<MetricEvent> owner = event -> {};

  @Override
  public void append(List<MetricEvent> records) {
    for (MetricEvent record : records) {
      events.add(record);
      owner.accept(record);
    }
  }

  @Override
  public void renew(Heartbeat heartbeat) {
    heartbeats.add(heartbeat);
  }
}
