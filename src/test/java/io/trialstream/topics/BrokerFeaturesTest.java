package io.trialstream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.server.common.MetadataVersion;
import org.junit.jupiter.api.Test;

class BrokerFeaturesTest {
  private static BrokerFeatures kafka(MetadataVersion version, int share) {
    return new BrokerFeatures(
        Map.of("metadata.version", version.featureLevel()), Map.of("share.version", (short) share));
  }

  @Test
  void kafkaBefore42IsTooOldEvenWithItsPreviewOfShareGroups() {
    assertThat(kafka(MetadataVersion.IBP_4_1_IV1, 1).problem("a:1"))
        .hasValueSatisfying(sentence -> assertThat(sentence).contains("older than 4.2"));
    assertThat(new BrokerFeatures(Map.of(), Map.of()).problem("a:1")).isPresent();
  }

  @Test
  void kafka42WillDoWhereItsShareGroupsAreOn() {
    assertThat(kafka(MetadataVersion.IBP_4_2_IV0, 1).problem("a:1")).isEmpty();
    assertThat(kafka(MetadataVersion.latestProduction(), 1).problem("a:1")).isEmpty();
    assertThat(kafka(MetadataVersion.IBP_4_2_IV0, 0).problem("a:1,b:1"))
        .hasValueSatisfying(
            sentence ->
                assertThat(sentence).contains("share.version is 0", "--bootstrap-server a:1 "));
  }
}
