package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AttemptLogTest {
  @TempDir Path folder;

  private String written(long limit, String... pieces) throws Exception {
    Path file = folder.resolve("log.txt");
    try (AttemptLog log = new AttemptLog(file, limit)) {
      for (String piece : pieces) {
        log.write(piece.getBytes(UTF_8), 0, piece.length());
      }
    }
    return Files.readString(file);
  }

  @Test
  void whatFitsIsKeptAsItIs() throws Exception {
    assertThat(written(10, "12345", "67890")).isEqualTo("1234567890");
  }

  @Test
  void whatGoesLittleBeyondTheLimitIsKeptToo() throws Exception {
    assertThat(written(10, "12345678", "90abc")).isEqualTo("1234567890abc");
  }

  @Test
  void ofWhatIsFarTooLongTheStartAndTheEndAreKeptAndTheRestIsCounted() throws Exception {
    // When
    String text =
        written(10, "the start ", "x".repeat(100_000), "y".repeat(AttemptLog.TAIL - 3), "end");

    // Then
    assertThat(text)
        .startsWith("the start \n[trialstream: 100000 bytes are left out here; ")
        .endsWith("]\n" + "y".repeat(AttemptLog.TAIL - 3) + "end");
  }

  @Test
  void theTailIsTheEndOfWhatWasWrittenHoweverItWasCut() {
    // Given
    Random random = new Random(3);
    for (int round = 0; round < 500; round++) {
      Tail tail = new Tail(16);
      StringBuilder all = new StringBuilder();
      for (int i = random.nextInt(8); i >= 0; i--) {
        String piece = Integer.toString(random.nextInt(), 36).repeat(1 + random.nextInt(5));
        tail.write(("-" + piece + "-").getBytes(UTF_8), 1, piece.length());
        all.append(piece);
      }

      // When
      String end = new String(tail.bytes(16), UTF_8);

      // Then
      assertThat(end).isEqualTo(all.substring(Math.max(0, all.length() - 16)));
    }
  }

  @Test
  void lastLinesAreOneCleanLineWithTheMessageOfAStackTrace() {
    // Given
    Tail tail = new Tail(1024);
    String output =
        "first\n\n\u001B[31mException in thread \"main\": no\tdata\u001B[0m\r\n\tat a.B.c(B.java:1)\n\t... 3 more\n\u0007\n";
    tail.write(output.getBytes(UTF_8), 0, output.length());

    // When
    String lines = tail.lastLines(5, 200);

    // Then
    assertThat(lines).isEqualTo("first / Exception in thread \"main\": no data");
  }

  @Test
  void lastLinesAreBoundedInNumberAndLength() {
    // Given
    Tail tail = new Tail(1024);
    String output = "one\ntwo\nthree\n" + "x".repeat(300);
    tail.write(output.getBytes(UTF_8), 0, output.length());

    // Then
    assertThat(tail.lastLines(2, 400)).isEqualTo("three / " + "x".repeat(300));
    assertThat(tail.lastLines(4, 50)).isEqualTo("…" + "x".repeat(49));
  }
}
