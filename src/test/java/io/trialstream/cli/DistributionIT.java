package io.trialstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lies in the distribution. */
class DistributionIT {
  /** A library in the list: its name, its version, its licences. */
  private static final Pattern LISTED = Pattern.compile("(?m)^(\\S+) (\\S+)\n +licence: (.+)$");

  private final Path root = Installation.packaged();

  @Test
  void theLibrariesAreThoseThatTheJarNames() throws IOException {
    // Given
    Path jar = root.resolve("trialstream.jar");

    // When
    Set<String> named;
    try (JarFile file = new JarFile(jar.toFile())) {
      named =
          Set.of(
              file.getManifest()
                  .getMainAttributes()
                  .getValue(Attributes.Name.CLASS_PATH)
                  .split(" "));
    }

    // Then
    assertThat(libraries()).isNotEmpty();
    assertThat(libraries().stream().map("lib/%s"::formatted)).hasSameElementsAs(named);
  }

  @Test
  void everyLibraryIsListedWithItsLicence() throws IOException {
    // When
    Set<String> listed =
        listed().stream()
            .map(library -> "%s-%s.jar".formatted(library.group(1), library.group(2)))
            .collect(Collectors.toCollection(TreeSet::new));

    // Then
    assertThat(listed).isEqualTo(libraries());
  }

  @Test
  void everyLicenceThatAsksForItsTextHasIt() throws IOException {
    // Given
    List<String> missing = new ArrayList<>();
    Path licenses = root.resolve("licenses");
    List<String> texts = names(licenses, ".txt");

    // When
    for (MatchResult library : listed()) {
      String name = library.group(1);
      boolean own =
          Files.isDirectory(licenses.resolve("%s-%s".formatted(name, library.group(2))))
              || texts.stream().anyMatch(name::startsWith);
      if (!own && !known(library.group(3))) {
        missing.add(library.group());
      }
    }

    // Then
    assertThat(missing).as("libraries for whose licence src/licenses needs a text").isEmpty();
  }

  /** Apache's is our own, Eclipse's is packed once: they name nobody. */
  private static boolean known(String licences) {
    return Stream.of(licences.split(" or "))
        .anyMatch(Set.of("Apache-2.0", "EPL-1.0", "EPL-2.0")::contains);
  }

  @Test
  void theBillOfMaterialsHasEveryLibraryAndNothingThatChangesFromBuildToBuild() throws IOException {
    // Given
    Path file = root.resolve("sbom.cdx.json");
    assumeThat(file).as("left out where Maven is offline").exists();

    // When
    JsonNode bill = new ObjectMapper().readTree(file.toFile());

    // Then
    Set<String> listed = new TreeSet<>();
    for (JsonNode component : bill.path("components")) {
      listed.add(
          "%s-%s.jar"
              .formatted(component.path("name").asText(), component.path("version").asText()));
      assertThat(component.path("licenses")).as(component.path("purl").asText()).isNotEmpty();
      assertThat(component.path("hashes")).as(component.path("purl").asText()).isNotEmpty();
    }
    assertThat(bill.path("bomFormat").asText()).isEqualTo("CycloneDX");
    assertThat(listed).isEqualTo(libraries());
    assertThat(bill.has("serialNumber")).isFalse();
  }

  private List<MatchResult> listed() throws IOException {
    String text = Files.readString(root.resolve("licenses/THIRD-PARTY.txt"), UTF_8);
    return LISTED.matcher(text).results().toList();
  }

  private Set<String> libraries() throws IOException {
    try (Stream<Path> files = Files.list(root.resolve("lib"))) {
      return files
          .map(file -> file.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static List<String> names(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .map(name -> name.substring(0, name.length() - ending.length()))
          .toList();
    }
  }
}
