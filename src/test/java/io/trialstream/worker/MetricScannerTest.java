package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetricScannerTest {

  /** Writes down what it receives, {@code name=value} each. */
  private static final class Written implements MetricSink {
    final List<String> values = new ArrayList<>();
    final List<String> unreadable = new ArrayList<>();
    int lines;

    @Override
    public void value(String name, double value) {
      values.add(name + "=" + value);
    }

    @Override
    public void unreadable(String name, String text) {
      unreadable.add(name + "=" + text);
    }

    @Override
    public void word(byte[] line, int from, int to) {}

    @Override
    public void endOfLine() {
      lines++;
    }
  }

  private static Written scan(String output) {
    return scan(output.getBytes(UTF_8), Integer.MAX_VALUE);
  }

  private static Written scan(byte[] output, int chunk) {
    Written written = new Written();
    MetricScanner scanner = new MetricScanner(written);
    for (int at = 0; at < output.length; at += Math.min(chunk, output.length - at)) {
      scanner.feed(output, at, Math.min(chunk, output.length - at));
    }
    scanner.end();
    return written;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "acc=0.5 ~ acc=0.5",
        "epoch 3: loss=0.3, acc=0.9 ~ loss=0.3 acc=0.9",
        "loss=0.3,acc=0.9 ~ loss=0.3 acc=0.9",
        "loss=0.3;acc=0.9; ~ loss=0.3 acc=0.9",
        "loss=0.3|acc=0.9 ~ loss=0.3 acc=0.9",
        "(acc=0.9) ~ acc=0.9",
        "[loss=1, acc=2] ~ loss=1.0 acc=2.0",
        "{acc=0.9, loss=0.1} ~ acc=0.9 loss=0.1",
        "Metrics(acc=0.9, loss=0.1) ~ acc=0.9 loss=0.1",
        "f1(macro)=0.5 ~ f1(macro)=0.5",
        "top[5]=0.5 ~ top[5]=0.5",
        "val/acc=1 val.acc=2 val-acc=3 val_acc=4 5th=5 ~ val/acc=1.0 val.acc=2.0 val-acc=3.0 val_acc=4.0 5th=5.0",
        "Güte=0.5 ~ Güte=0.5",
        "精度=0.5 ~ 精度=0.5",
        "acc=0.1 acc=0.2 ~ acc=0.1 acc=0.2",
        "The end, acc=0.9. ~ acc=0.9",
        "(the end, acc=0.9.) ~ acc=0.9",
        "acc=5. ~ acc=5.0",
        "acc=.5 ~ acc=0.5",
        "acc=+5 ~ acc=5.0",
        "acc=-5 ~ acc=-5.0",
        "acc=-0.0 ~ acc=-0.0",
        "acc=1e-3 ~ acc=0.001",
        "acc=1E-3 ~ acc=0.001",
        "acc=1.5e+03 ~ acc=1500.0",
        "acc=1.0E10 ~ acc=1.0E10",
        "acc=1e999 ~ acc=Infinity",
        "acc=4.9E-324 ~ acc=4.9E-324",
        "acc=0.1234567890123456789 ~ acc=0.12345678901234568",
        "acc=nan ~ acc=NaN",
        "acc=NaN ~ acc=NaN",
        "acc=-nan ~ acc=NaN",
        "acc=inf ~ acc=Infinity",
        "acc=-inf ~ acc=-Infinity",
        "acc=INF ~ acc=Infinity",
        "acc=Infinity ~ acc=Infinity",
        "acc=-Infinity, ~ acc=-Infinity",
        "acc=\"0.5\" ~ ''",
        "'acc=0.5' ~ acc=0.5",
        "trialstream.first_interval=4 ~ trialstream.first_interval=4.0",
        "acc=90% ~ ''",
        "time=3.2s ~ ''",
        "acc=0,93 ~ ''",
        "acc=1.0f ~ ''",
        "acc=0x10 ~ ''",
        "acc=1_000 ~ ''",
        "acc=infinite ~ ''",
        "acc=nano ~ ''",
        "acc= 0.5 ~ ''",
        "acc = 0.5 ~ ''",
        "acc: 0.5 ~ ''",
        "acc==0.5 ~ ''",
        "acc>=0.5 ~ ''",
        "acc+=0.5 ~ ''",
        "=0.5 ~ ''",
        "--lr=0.5 ~ ''",
        "acc=. ~ ''",
        "acc=+ ~ ''",
        "acc=e5 ~ ''",
        "acc=1e ~ ''",
        "acc=1.2.3 ~ ''",
        "acc=tensor(0.5) ~ ''",
        "a=b=0.5 ~ b=0.5",
      })
  void tokensAreFoundAnywhereInALineAndNothingElseIs(String line, String expected) {
    // When
    Written written = scan(line + "\n");

    // Then
    assertThat(String.join(" ", written.values)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      value = {
        "{\"acc\": 0.5} ~ acc=0.5",
        "  {\"acc\": 0.5, \"loss\": 3}   ~ acc=0.5 loss=3.0",
        "{\"validation accuracy\": 1e-3} ~ validation accuracy=0.001",
        "{\"acc\": NaN, \"loss\": -Infinity, \"x\": Infinity} ~ acc=NaN loss=-Infinity x=Infinity",
        "{\"acc\": \"NaN\", \"loss\": \"-Infinity\"} ~ acc=NaN loss=-Infinity",
        "{\"acc\": \"0.5\", \"t\": true, \"n\": null, \"l\": [1], \"o\": {\"acc\": 2}} ~ ``",
        "{\"acc\": 0.5, \"step\": 7} ~ step=7.0 acc=0.5",
        "{\"acc\": 0.5} acc=0.6 ~ acc=0.6",
        "{\"acc\": 0.5}{\"acc\": 0.6} ~ ``",
        "{\"acc\": 0.5 ~ ``",
        "{acc=0.5, loss=0.1} ~ acc=0.5 loss=0.1",
        "[{\"acc\": 0.5}] ~ ``",
        "{} ~ ``",
        "{ ~ ``",
      })
  void aLineThatIsOneJsonObjectReportsItsNumbers(String line, String expected) {
    // When
    Written written = scan(line + "\n");

    // Then
    assertThat(String.join(" ", written.values)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"acc=0.5", "{\"acc\": 0.5}", "{acc=0.5"})
  void theLastLineCountsWithoutANewline(String output) {
    // When
    Written written = scan(output);

    // Then
    assertThat(written.values).containsExactly("acc=0.5");
    assertThat(written.lines).isOne();
  }

  @Test
  void aWordIsReportedBeforeItsLineEnds() {
    // Given
    Written written = new Written();
    MetricScanner scanner = new MetricScanner(written);
    byte[] output = "acc=0.5 acc=0.".getBytes(UTF_8);

    // When
    scanner.feed(output, 0, output.length);

    // Then
    assertThat(written.values).containsExactly("acc=0.5");
  }

  @Test
  void anUnreadableValueIsNamed() {
    // When
    Written written = scan("acc=tensor(0.5) acc=0,93\n");

    // Then
    assertThat(written.unreadable).containsExactly("acc=tensor(0.5)", "acc=0,93");
  }

  @Test
  void aLineOfTenMegabytesIsReadToItsLastWord() {
    // Given
    String output = "acc=1 " + "x".repeat(5_000_000) + " " + "word ".repeat(1_000_000) + "acc=2";

    // When
    Written written = scan(output.getBytes(UTF_8), 65_536);

    // Then
    assertThat(written.values).containsExactly("acc=1.0", "acc=2.0");
  }

  @Test
  void aWordBeyondTheLimitIsNoMetricAndTheNextOneIs() {
    // Given
    String digits = "9".repeat(MetricScanner.MAX_WORD);

    // When
    Written written = scan("acc=" + digits + " acc=1\nacc=" + digits + "\nacc=2\n");

    // Then
    assertThat(written.values).containsExactly("acc=1.0", "acc=2.0");
  }

  @Test
  void anObjectBeyondTheLimitIsReadAsWords() {
    // Given
    String output = "{ acc=1 " + "x ".repeat(MetricScanner.MAX_OBJECT) + "acc=2\n{\"acc\": 3}\n";

    // When
    Written written = scan(output.getBytes(UTF_8), 65_536);

    // Then
    assertThat(written.values).containsExactly("acc=1.0", "acc=2.0", "acc=3.0");
  }

  @Test
  void aNameInAnObjectIsBoundedAsEverywhere() {
    // Given
    String longest = "n".repeat(256);
    String line = "{\"\": 1, \"%sx\": 2, \"%s\": 3, \"acc\": 4}\n".formatted(longest, longest);

    // When
    Written written = scan(line.getBytes(UTF_8), Integer.MAX_VALUE);

    // Then
    assertThat(written.values).containsExactly(longest + "=3.0", "acc=4.0");
  }

  @Test
  void whereTheOutputIsCutChangesNothing() {
    // Given
    Random random = new Random(7);
    String[] pieces = {
      "acc=0.5",
      " ",
      "\n",
      "\r",
      "{\"acc\": 1}",
      "{",
      "word",
      "=",
      "loss=3,",
      "\t",
      "é=2",
      "{\"a\":"
    };
    for (int round = 0; round < 2_000; round++) {
      StringBuilder output = new StringBuilder();
      for (int i = random.nextInt(30); i >= 0; i--) {
        output.append(pieces[random.nextInt(pieces.length)]);
      }
      byte[] bytes = output.toString().getBytes(UTF_8);

      // When
      Written whole = scan(bytes, Integer.MAX_VALUE);
      Written cut = scan(bytes, 1 + random.nextInt(5));

      // Then
      assertThat(cut.values).as(output.toString()).isEqualTo(whole.values);
      assertThat(cut.lines).as(output.toString()).isEqualTo(whole.lines);
    }
  }

  @Test
  void bytesThatAreNoTextDoNoHarm() {
    // Given
    byte[] noise = new byte[1_000_000];
    new Random(11).nextBytes(noise);
    byte[] metric = "\nacc=0.5\n".getBytes(UTF_8);
    System.arraycopy(metric, 0, noise, 500_000, metric.length);

    // When
    Written written = scan(noise, 65_536);

    // Then
    assertThat(written.values).contains("acc=0.5");
  }

  @Test
  void aHundredThousandLinesTakeWellUnderASecond() {
    // Given
    byte[] lines =
        "2026-01-01 12:00:00 INFO epoch=12 train_loss=0.123456 acc=0.9876\n"
            .repeat(100_000)
            .getBytes(UTF_8);
    scan(lines, 65_536);

    // When
    long start = System.nanoTime();
    Written written = scan(lines, 65_536);
    long millis = (System.nanoTime() - start) / 1_000_000;

    // Then
    assertThat(written.values).hasSize(300_000);
    assertThat(millis).isLessThan(1_000);
  }
}
