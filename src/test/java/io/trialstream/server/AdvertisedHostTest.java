package io.trialstream.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AdvertisedHostTest {
  private static final List<String> LOCAL = List.of("127.0.0.1:9092");

  @Test
  void whatIsGivenIsTaken() {
    assertThat(AdvertisedHost.of(Optional.of("front.example"), "0.0.0.0", LOCAL))
        .isEqualTo("front.example");
  }

  @Test
  void theAddressThatIsListenedOnIsAdvertised() {
    assertThat(AdvertisedHost.of(Optional.empty(), "127.0.0.1", LOCAL)).isEqualTo("127.0.0.1");
  }

  @Test
  void allAddressesAreNoneToBeReachedAt() throws Exception {
    // When
    String host = AdvertisedHost.of(Optional.empty(), "0.0.0.0", LOCAL);

    // Then
    assertThat(InetAddress.getByName(host).isAnyLocalAddress()).isFalse();
  }

  @Test
  void brokersThatCannotBeResolvedAreLeftToThoseWhoNeedThem() {
    assertThat(
            AdvertisedHost.of(Optional.empty(), "127.0.0.1", List.of("no-such-host.invalid:9092")))
        .isEqualTo("127.0.0.1");
  }
}
