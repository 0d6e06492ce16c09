package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class RegistryAwayTest {
  private static final String NOTHING_THERE =
      "schema.registry.url=http://127.0.0.1:1/apis/ccompat/v7";

  @TempDir Path folder;

  private static void assertSentence(Cli.Outcome outcome) {
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("No schema registry answers at http://127.0.0.1:1: start one there")
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
  }

  @Test
  void aServerSaysSoAndEnds() {
    assertSentence(
        Cli.run("server", "--port", "0", "--data", folder.toString(), "-X", NOTHING_THERE));
  }

  @Test
  void topicsAreNotCreated() {
    assertSentence(Cli.run("topics", "create", "-X", NOTHING_THERE));
  }

  @Test
  void aTokenThatIsNotToBeHadIsNoFaultOfTheRegistry() {
    Cli.Outcome outcome =
        Cli.run(
            "topics",
            "create",
            "-X",
            NOTHING_THERE,
            "-X",
            "schema.registry.auth.service.token.endpoint=http://127.0.0.1:1/token",
            "-X",
            "schema.registry.auth.client.secret=s3cret");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("No token is to be had", "schema.registry.auth.service.token.endpoint")
        .doesNotContain("s3cret", "start one there");
  }

  @Test
  void anAddressThatIsNoneIsSaidWithoutItsPassword() {
    Cli.Outcome outcome =
        Cli.run("topics", "create", "-X", "schema.registry.url=http://me:s3cret@registry");

    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err())
        .contains("schema.registry.url", "schema.registry.auth.username")
        .doesNotContain("s3cret");
  }
}
