package io.trialstream.worker;

/** Has the metrics in a script's standard output journaled, chunk by chunk. */
final class MetricOutput implements OutputPump.Reader {
  private final MetricScanner scanner;
  private final ExecutionEvents events;

  MetricOutput(MetricReports reports, ExecutionEvents events) {
    this.scanner = new MetricScanner(reports);
    this.events = events;
  }

  @Override
  public void read(byte[] bytes, int length) {
    scanner.feed(bytes, 0, length);
    events.write();
  }

  @Override
  public void end() {
    scanner.end();
    events.write();
  }
}
