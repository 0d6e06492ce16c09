package io.trialstream.meters;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpositionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/openmetrics-text                                        | OPEN_METRICS
          application/openmetrics-text; version=1.0.0; charset=utf-8          | OPEN_METRICS
          APPLICATION/OpenMetrics-Text;Q=0.5, */*;q=0.1                       | OPEN_METRICS
          application/openmetrics-text;q=0.8,text/plain;version=0.0.4;q=0.5   | OPEN_METRICS
          text/plain;q=0.5,application/openmetrics-text;q=0.4                 | TEXT
          application/openmetrics-text;q=0                                    | TEXT
          application/openmetrics-text;q=0.5,text/plain                       | TEXT
          text/html,*/*;q=0.8                                                 | TEXT
          application/json                                                    | TEXT
          application/vnd.google.protobuf;q=0.9,*/*                           | TEXT
          ,;,                                                                 | TEXT
          """)
  void openMetricsGoesToThoseWhoPreferItAndTextToEverybodyElse(String accept, Exposition form) {
    assertThat(Exposition.of(Optional.of(accept))).isEqualTo(form);
  }

  @Test
  void whoSaysNothingGetsText() {
    assertThat(Exposition.of(Optional.empty())).isEqualTo(Exposition.TEXT);
  }
}
