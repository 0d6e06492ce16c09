package io.trialstream.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeTextTest {
  @ParameterizedTest
  @CsvSource({"0, 0:00", "7, 0:07", "754, 12:34", "3600, 1:00:00", "93784, 26:03:04", "-5, 0:00"})
  void aDurationShowsHoursWhereItHasSome(long seconds, String expected) {
    assertThat(TimeText.clock(Duration.ofSeconds(seconds))).isEqualTo(expected);
  }

  @Test
  void aMomentIsShownInTheZoneOfTheReader() {
    assertThat(TimeText.moment(Instant.parse("2026-03-04T23:06:07.9Z"), ZoneId.of("Asia/Tokyo")))
        .isEqualTo("2026-03-05 08:06:07");
  }
}
