package io.trialstream.cli.output;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Instant now = Samples.SUBMITTED;

  @Test
  void aPipeGetsALineWhenSomethingChangedAndNotMoreOftenThanAsked() {
    // Given
    ProgressDisplay lines =
        new ProgressLines(console(Terminal.NONE), () -> now, Duration.ofSeconds(3));

    // When
    showAt(lines, 0, 1, 0);
    showAt(lines, 1, 2, 0);
    showAt(lines, 2, 2, 1);
    showAt(lines, 4, 2, 1);
    showAt(lines, 20, 2, 1);
    lines.say("something else");
    showAt(lines, 21, 1, 2);
    showAt(lines, 22, 0, 3);
    lines.close();

    // Then
    assertThat(err.toString(UTF_8))
        .isEqualTo(
            """
            0:00  0/5 trials ended: 1 running, 0 completed, 0 stopped, best 0.97778 (trial 2)
            0:04  1/5 trials ended: 2 running, 1 completed, 0 stopped, best 0.97778 (trial 2)
            something else
            0:21  2/5 trials ended: 1 running, 2 completed, 0 stopped, best 0.97778 (trial 2)
            0:22  3/5 trials ended: 0 running, 3 completed, 0 stopped, best 0.97778 (trial 2)
            """);
    assertThat(out.size()).isZero();
  }

  @Test
  void aTerminalGetsOneLineThatEndsAsAPlainOne() {
    // Given
    Terminal terminal = new Terminal(OptionalInt.empty(), OptionalInt.of(100), false, false);
    ProgressDisplay bar = ProgressDisplay.on(console(terminal), () -> now);

    // When
    showAt(bar, 0, 2, 0);
    bar.say("something else");
    showAt(bar, 60, 2, 3);
    bar.close();

    // Then
    String text = err.toString(UTF_8);
    assertThat(text)
        .contains("\r\u001b[Ksomething else\n")
        .endsWith(
            "1:00  3/5 trials ended: 2 running, 3 completed, 0 stopped, best 0.97778 (trial 2)\n");
    assertThat(text.lines().flatMap(line -> java.util.Arrays.stream(line.split("\r"))))
        .allSatisfy(drawn -> assertThat(drawn).hasSizeLessThan(100));
    assertThat(out.size()).isZero();
  }

  private void showAt(ProgressDisplay display, int second, long running, long completed) {
    now = Samples.SUBMITTED.plusSeconds(second);
    display.show(Progress.at(now, Samples.running(running, completed)));
  }

  private Console console(Terminal terminal) {
    return new Console(
        new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8), terminal);
  }
}
