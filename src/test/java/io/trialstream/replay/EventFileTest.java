package io.trialstream.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.trialstream.stopping.EndState;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The export format read back, line by line. */
class EventFileTest {
  private static final String GOOD =
      "{'trial':'a_b_7','attempt':1,'interval':1,'metric':'m','value':0.5}";

  private final List<EventBatch> batches = new ArrayList<>();
  private final List<String> bad = new ArrayList<>();

  @Test
  void reportsAndEndMarksComeWithTheirFieldsAndPlaces() throws Exception {
    // When
    EventFile.Contents contents =
        read(
            "{'trial':'a_b_7','attempt':2,'interval':3,'metric':'m','value':-1.5e-3,'partition':4,"
                + "'offset':9000000000,'time':'2026-01-02T03:04:05.678Z'}",
            "{'trial':'a_b_0','attempt':1,'interval':null,'metric':'n','value':'-Infinity'}",
            "{'state':'LOST','attempt':1,'new':{'x':[1]},'trial':'a_b_123456789'}");

    // Then
    assertThat(contents).isEqualTo(new EventFile.Contents("a_b", 3, 0));
    EventBatch batch = batches.get(0);
    assertThat(batch.size()).isEqualTo(3);
    assertThat(batch.trial(0)).isEqualTo(7);
    assertThat(batch.attempt(0)).isEqualTo(2);
    assertThat(batch.interval(0)).isEqualTo(3);
    assertThat(batch.metric(0)).isEqualTo("m");
    assertThat(batch.value(0)).isEqualTo(-0.0015);
    assertThat(batch.place(0))
        .isEqualTo(
            new Place(
                OptionalInt.of(4),
                OptionalLong.of(9_000_000_000L),
                Optional.of(Instant.parse("2026-01-02T03:04:05.678Z"))));
    assertThat(batch.interval(1)).isEqualTo(EventBatch.UNKNOWN);
    assertThat(batch.value(1)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(batch.place(1))
        .isEqualTo(new Place(OptionalInt.empty(), OptionalLong.empty(), Optional.empty()));
    assertThat(batch.state(2)).isEqualTo(EndState.LOST);
    assertThat(batch.metric(2)).isNull();
    assertThat(batch.trial(2)).isEqualTo(123456789);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'trial':'a_b_7','attempt':1,'met | it is not JSON",
        "{'trial':'a_b_7' 'attempt':1} | it is not JSON",
        "[1] | it is no JSON object",
        "nonsense | it is not JSON",
        "{'trial':'a_b_7','attempt':1,'state':'FAILED'} {} | something stands behind the JSON object",
        "{'attempt':1,'state':'FAILED'} | it has no \"trial\"",
        "{'trial':'a_b_7','state':'FAILED'} | it has no \"attempt\"",
        "{'trial':'a_b_7','attempt':1} | it has neither \"metric\" and \"value\" nor \"state\"",
        "{'trial':'a_b_7','attempt':1,'metric':'m'} | it has no \"value\"",
        "{'trial':'a_b_7','attempt':1,'value':1} | it has no \"metric\"",
        "{'trial':'a_b_7','attempt':1,'value':1,'metric':'m','state':'FAILED'} | it has both",
        "{'trial':7,'attempt':1,'state':'FAILED'} | \"trial\" is 7; expected a trial's id",
        "{'trial':'a_b_07','attempt':1,'state':'FAILED'} | \"trial\" is \"a_b_07\", which is no trial's id",
        "{'trial':'_7','attempt':1,'state':'FAILED'} | \"trial\" is \"_7\", which is no trial's id",
        "{'trial':'a_c_7','attempt':1,'state':'FAILED'} | \"a_c_7\" is no trial of experiment a_b",
        "{'trial':'a_b_7','attempt':0,'state':'FAILED'} | \"attempt\" is 0; expected a whole number from 1",
        "{'trial':'a_b_7','attempt':1.5,'state':'FAILED'} | \"attempt\" is 1.5; expected a whole number",
        "{'trial':'a_b_7','attempt':99999999999,'state':'FAILED'} | it is not JSON",
        "{'trial':'a_b_7','attempt':1,'interval':'x','metric':'m','value':1} | \"interval\" is \"x\"",
        "{'trial':'a_b_7','attempt':1,'metric':null,'value':1} | \"metric\" is null",
        "{'trial':'a_b_7','attempt':1,'metric':'m','value':null} | \"value\" is null; expected a number",
        "{'trial':'a_b_7','attempt':1,'metric':'m','value':'0.5'} | \"value\" is \"0.5\"",
        "{'trial':'a_b_7','attempt':1,'metric':'m','value':{'x':1}} | \"value\" is an object or a list",
        "{'trial':'a_b_7','attempt':1,'state':'RUNNING'} | \"state\" is \"RUNNING\"; expected COMPLETED"
      })
  void aBrokenLineIsNamedWithWhatIsWrongAndTheOthersAreRead(String line, String sentence)
      throws Exception {
    // When
    EventFile.Contents contents = read(GOOD, "", line, GOOD);

    // Then
    assertThat(contents.badLines()).isEqualTo(1);
    assertThat(bad).hasSize(1);
    assertThat(bad.get(0)).startsWith("3: " + sentence);
    assertThat(batches.get(0).size()).isEqualTo(2);
  }

  @Test
  void linesAreCutWhereverTheStreamPausesAndHoweverTheyEnd() throws Exception {
    // Given
    String text =
        "\r\n" + (GOOD + "\r\n").repeat(3) + "{'trial':'a_b_8','attempt':1,'state':'FAILED'}";
    InputStream trickle =
        new FilterInputStream(bytes(text)) {
          @Override
          public int read(byte[] buffer, int from, int length) throws IOException {
            return super.read(buffer, from, Math.min(7, length));
          }
        };

    // When
    EventFile.Contents contents =
        EventFile.read(trickle, Optional.empty(), batches::add, this::passedOver);

    // Then
    assertThat(contents).isEqualTo(new EventFile.Contents("a_b", 5, 0));
    assertThat(batches.get(0).size()).isEqualTo(4);
  }

  @Test
  void aLineLongerThanTheMemoryAllowsIsPassedOver() throws Exception {
    // When
    EventFile.Contents contents = read(GOOD, "x".repeat(5 << 20), GOOD, "[" + "y".repeat(1 << 19));

    // Then
    assertThat(contents.lines()).isEqualTo(4);
    assertThat(bad).hasSize(2);
    assertThat(bad.get(0)).isEqualTo("2: it is longer than 1048576 bytes");
    assertThat(bad.get(1)).startsWith("4: ");
    assertThat(batches.get(0).size()).isEqualTo(2);
  }

  @Test
  void manyEventsComeInOrderInSeveralBatches() throws Exception {
    // Given
    String[] lines =
        IntStream.range(0, 10_000)
            .mapToObj(i -> GOOD.replace("_7", "_" + i).replace("'m'", "'m" + i % 1000 + "'"))
            .toArray(String[]::new);

    // When
    read(lines);

    // Then
    assertThat(batches).hasSize(3);
    int next = 0;
    for (EventBatch batch : batches) {
      for (int i = 0; i < batch.size(); i++) {
        assertThat(batch.trial(i)).isEqualTo(next);
        assertThat(batch.metric(i)).isEqualTo("m" + next % 1000);
        next++;
      }
    }
    assertThat(next).isEqualTo(10_000);
  }

  @Test
  void whatThePasserOverThrowsEndsTheReading() {
    // Given
    IllegalStateException strict = new IllegalStateException();

    // When
    Throwable thrown =
        catchThrowable(
            () ->
                EventFile.read(
                    bytes("x\n" + GOOD),
                    Optional.empty(),
                    batches::add,
                    (line, sentence) -> {
                      throw strict;
                    }));

    // Then
    assertThat(thrown).isSameAs(strict);
    assertThat(batches).isEmpty();
  }

  private EventFile.Contents read(String... lines) throws Exception {
    return EventFile.read(
        bytes(String.join("\n", lines)), Optional.empty(), batches::add, this::passedOver);
  }

  private void passedOver(long line, String sentence) {
    bad.add(line + ": " + sentence);
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
  }
}
