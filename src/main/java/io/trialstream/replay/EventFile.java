package io.trialstream.replay;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A log in the export format: a JSON object a line, in the log's order. */
public final class EventFile {
  private EventFile() {}

  /** Takes the events of a file. */
  public interface Sink {

    /** Takes the next ones; the batch is the sink's to keep. */
    void accept(EventBatch batch) throws InterruptedException;
  }

  /**
   * What a file held.
   *
   * @param experiment the id of the experiment; empty where there is no event
   * @param lines its lines
   * @param badLines those that hold no event of the experiment
   */
  public record Contents(String experiment, long lines, long badLines) {}

  /**
   * Reads the events. Blank lines are none. A line is bad that is no JSON object, or longer than 1
   * MiB, whose fields are missing or of a wrong type, or whose trial is of another experiment.
   *
   * @param in the file, which is not closed
   * @param experiment whose trials they are; empty where the first event tells
   */
  public static Contents read(
      InputStream in, Optional<String> experiment, Sink sink, BadLines badLines)
      throws IOException, InterruptedException {
    LineReader lines = new LineReader(in);
    EventParser parser = new EventParser(experiment);
    EventBatch batch = new EventBatch();
    long bad = 0;
    while (lines.next()) {
      try {
        if (lines.isTooLong()) {
          throw new BadLineException("it is longer than %d bytes".formatted(LineReader.LONGEST));
        }
        parser.parse(lines.bytes(), lines.start(), lines.length(), batch);
      } catch (BadLineException e) {
        bad++;
        badLines.passedOver(lines.number(), String.valueOf(e.getMessage()));
      }
      if (batch.isFull()) {
        sink.accept(batch);
        batch = new EventBatch();
      }
    }
    if (batch.size() > 0) {
      sink.accept(batch);
    }
    return new Contents(parser.experiment(), lines.number(), bad);
  }
}
