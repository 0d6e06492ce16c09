package io.trialstream.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The short way through a line gives what the JSON parser gives, or leaves the line to it. */
class ExportedLineTest {
  private static final List<String> LINES =
      List.of(
          "{'trial':'x_12','attempt':1,'interval':30,'metric':'loss','value':-1.25e-07,"
              + "'partition':3,'offset':12345678901,'time':'2026-01-02T03:04:05Z'}",
          "{'trial':'x_0','attempt':2,'interval':null,'metric':'f1','value':0.7133333333333334}\r",
          "{'trial': 'x_7', 'attempt': 1, 'metric': 'loss', 'value': 10}",
          "{'trial':'x_7','attempt':1,'state':'COMPLETED'}",
          "{'trial':'x_7','attempt':1,'state':'LOST','partition':0,'offset':9,'time':'t'} ");

  private static final String ALPHABET = "\"{}[]:,.eE+-_ 0123456789xnull\\é\r\t";

  private final EventParser parser = new EventParser(Optional.of("x"));
  private final ExportedLine exported = new ExportedLine();

  @Test
  void everyLineOfAnExportTakesTheShortWay() throws Exception {
    for (String line : LINES) {
      assertThat(accepts(bytes(line))).as(line).isTrue();
    }
  }

  @Test
  void whatIsNoPlainLineIsLeftToTheParser() {
    assertThat(accepts(bytes("{'trial':'x_7','attempt':1,'metric':'m','value':'NaN'}"))).isFalse();
    assertThat(accepts(bytes("{'trial':'y_7','attempt':1,'state':'FAILED'}"))).isFalse();
    assertThat(accepts(bytes("{'trial':'x_7','attempt':1,'state':'FAILED'}}"))).isFalse();
    assertThat(accepts(bytes("{'attempt':1,'trial':'x_7','state':'FAILED'}"))).isFalse();
    assertThat(accepts(bytes(""))).isFalse();
  }

  @Test
  void damagedLinesMeanTheSameOnBothWays() throws Exception {
    Random random = new Random(5);
    int accepted = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] line = damaged(random);
      if (accepts(line)) {
        accepted++;
      }
    }
    assertThat(accepted).isGreaterThan(1_000);
  }

  private static byte[] damaged(Random random) {
    StringBuilder line =
        new StringBuilder(LINES.get(random.nextInt(LINES.size())).replace('\'', '"'));
    for (int damage = random.nextInt(3); damage >= 0; damage--) {
      int at = random.nextInt(line.length());
      char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
      switch (random.nextInt(3)) {
        case 0 -> line.setCharAt(at, other);
        case 1 -> line.insert(at, other);
        default -> line.deleteCharAt(at);
      }
    }
    return line.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Whether the line takes the short way; asserts that it then means what the parser says. */
  private boolean accepts(byte[] line) {
    EventBatch shortWay = new EventBatch();
    boolean accepted =
        exported.read(line, 0, line.length, "x".getBytes(StandardCharsets.UTF_8), shortWay);
    assertThat(shortWay.size()).isEqualTo(accepted ? 1 : 0);
    if (accepted) {
      EventBatch longWay = new EventBatch();
      String text = new String(line, StandardCharsets.UTF_8);
      try {
        parser.parseJson(line, 0, line.length, longWay);
      } catch (BadLineException e) {
        throw new AssertionError(text, e);
      }
      assertThat(event(shortWay)).as(text).isEqualTo(event(longWay));
    }
    return accepted;
  }

  private static List<Object> event(EventBatch batch) {
    return List.of(
        batch.trial(0),
        batch.attempt(0),
        batch.interval(0),
        String.valueOf(batch.metric(0)),
        // -0 reads as 0.
        batch.metric(0) == null ? 0.0 : batch.value(0) + 0.0,
        String.valueOf(batch.state(0)),
        batch.place(0));
  }

  private static byte[] bytes(String line) {
    return line.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
  }
}
