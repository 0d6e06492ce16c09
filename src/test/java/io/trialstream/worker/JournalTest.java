package io.trialstream.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
  private static final int SEGMENT = 1_000;

  @TempDir Path folder;

  private Journal open() throws IOException {
    return Journal.open(folder, SEGMENT);
  }

  private static long append(Journal journal, String value) throws IOException {
    JournalFrame frame = new JournalFrame("key".getBytes(UTF_8), value.getBytes(UTF_8));
    ByteBuffer buffer = ByteBuffer.allocate(frame.size());
    frame.write(buffer);
    return journal.append(buffer.flip());
  }

  private static List<String> read(Journal journal) throws IOException {
    List<String> values = new ArrayList<>();
    try (JournalReader reader = journal.reader(journal.acknowledged())) {
      Optional<JournalReader.Entry> next = reader.next();
      while (next.isPresent()) {
        assertThat(next.get().frame().key()).asString(UTF_8).isEqualTo("key");
        values.add(new String(next.get().frame().value(), UTF_8));
        next = reader.next();
      }
    }
    return values;
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "record " + i).toList();
  }

  private List<Path> segments() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".journal")).sorted().toList();
    }
  }

  @Test
  void recordsAreReadInTheirOrderAcrossSegmentsAndStarts() throws IOException {
    // Given
    for (int life = 0; life < 3; life++) {
      try (Journal journal = open()) {
        for (String value : numbers(life * 100, life * 100 + 100)) {
          append(journal, value);
        }
      }
    }

    // When
    try (Journal journal = open()) {
      // Then
      assertThat(read(journal)).isEqualTo(numbers(0, 300));
      assertThat(segments()).hasSizeGreaterThan(9);
    }
  }

  @Test
  void whatIsAcknowledgedIsNotReadAgainAndItsSegmentsGo() throws IOException {
    // Given
    try (Journal journal = open()) {
      long acknowledged = 0;
      for (int i = 0; i < 200; i++) {
        long end = append(journal, "record " + i);
        acknowledged = i == 149 ? end : acknowledged;
      }
      int before = segments().size();

      // When
      journal.acknowledge(acknowledged);

      // Then
      assertThat(segments()).hasSizeLessThanOrEqualTo(before - 3);
    }
    try (Journal journal = open()) {
      assertThat(read(journal)).isEqualTo(numbers(150, 200));
      journal.acknowledge(journal.end());
      assertThat(read(journal)).isEmpty();
      assertThat(segments()).hasSize(1);
    }
  }

  @Test
  void positionsGoOnWhereAllWasAcknowledged() throws IOException {
    // Given
    long end;
    try (Journal journal = open()) {
      end = append(journal, "first");
      journal.acknowledge(end);
    }

    // When
    try (Journal journal = open()) {
      long next = append(journal, "second");

      // Then
      assertThat(next).isGreaterThan(end);
      assertThat(read(journal)).containsExactly("second");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 7, 8, 9, 12, 20})
  void aTornLastRecordIsCutOffAndWritingGoesOn(int torn) throws IOException {
    // Given
    try (Journal journal = open()) {
      append(journal, "whole");
      append(journal, "torn record");
    }
    Path last = segments().get(0);
    byte[] bytes = Files.readAllBytes(last);
    int whole = 4 + 4 + 2 + 3 + 5;
    Files.write(last, Arrays.copyOf(bytes, whole + torn));

    // When
    try (Journal journal = open()) {
      append(journal, "next");

      // Then
      assertThat(read(journal)).containsExactly("whole", "next");
    }
  }

  @Test
  void garbageAtTheEndIsCutOff() throws IOException {
    // Given
    try (Journal journal = open()) {
      append(journal, "whole");
    }
    Files.write(segments().get(0), new byte[500], StandardOpenOption.APPEND);

    // When
    try (Journal journal = open()) {
      // Then
      assertThat(read(journal)).containsExactly("whole");
    }
  }

  @Test
  void damageCostsTheRestOfItsSegmentAndNoMore() throws IOException {
    // Given
    try (Journal journal = open()) {
      for (int i = 0; i < 200; i++) {
        append(journal, "record " + i);
      }
    }
    Path first = segments().get(0);
    byte[] bytes = Files.readAllBytes(first);
    bytes[100] ^= 1;
    Files.write(first, bytes);

    // When
    try (Journal journal = open()) {
      List<String> values = read(journal);

      // Then
      assertThat(values).hasSizeGreaterThan(140).contains("record 0", "record 199");
      assertThat(values).isSubsetOf(numbers(0, 200));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "twelve bytes", "far longer than a checkpoint is"})
  void aCheckpointThatCannotBeReadMeansThatAllIsSentAgain(String checkpoint) throws IOException {
    // Given
    try (Journal journal = open()) {
      journal.acknowledge(append(journal, "record"));
    }
    Files.writeString(folder.resolve("acknowledged"), checkpoint);

    // When
    try (Journal journal = open()) {
      // Then
      assertThat(read(journal)).containsExactly("record");
    }
  }

  @Test
  void aRecordLargerThanTheReadersBufferIsRead() throws IOException {
    // Given
    String large = "x".repeat(1_000_000);
    try (Journal journal = open()) {
      append(journal, "before");
      append(journal, large);
      append(journal, "after");

      // When
      List<String> values = read(journal);

      // Then
      assertThat(values).containsExactly("before", large, "after");
    }
  }
}
