package io.trialstream.coordinator;

import io.trialstream.avro.Experiment;
import io.trialstream.experiment.Specification;
import io.trialstream.settings.InvalidSettingsException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * A journal's first record, which makes it whole without the other stores: the experiment's base
 * directory, empty where there is none, and its file, each with its length in bytes as a varint in
 * front, behind a version byte.
 */
final class JournalHead {
  private JournalHead() {}

  static byte[] encode(Experiment experiment) {
    ByteSink out = new ByteSink();
    out.put(JournalSegment.VERSION);
    text(Objects.requireNonNullElse(experiment.getBaseDirectory(), ""), out);
    text(experiment.getSpecification(), out);
    return out.from(0);
  }

  private static void text(String text, ByteSink out) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.putVarint(bytes.length);
    out.put(bytes);
  }

  /**
   * The experiment's specification.
   *
   * @throws InvalidSettingsException where this version cannot read the file that was accepted
   */
  static Specification specification(byte[] head) throws InvalidSettingsException {
    ByteBuffer in = ByteBuffer.wrap(head, 1, head.length - 1);
    String base = text(in);
    return ActiveExperiment.specification(
        text(in), base.isEmpty() ? Optional.empty() : Optional.of(Path.of(base)));
  }

  private static String text(ByteBuffer in) {
    byte[] bytes = new byte[(int) ByteSink.varint(in)];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
