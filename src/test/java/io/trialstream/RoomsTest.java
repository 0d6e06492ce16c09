package io.trialstream;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** A package is a room, and imports run one way: see {@code docs/decisions/0001-rooms.md}. */
@AnalyzeClasses(packages = "io.trialstream", importOptions = ImportOption.DoNotIncludeTests.class)
class RoomsTest {
  private static final String[] CORE = {
    "settings", "sampling", "stopping", "experiment", "scheduling"
  };

  /** Each room, and the rooms that it may import. */
  private static final Map<String, String[]> ROOMS =
      Map.ofEntries(
          entry("settings", rooms()),
          entry("sampling", rooms("settings")),
          entry("stopping", rooms("settings")),
          entry("experiment", rooms("settings", "sampling", "stopping")),
          entry("scheduling", rooms("settings", "sampling", "stopping", "experiment")),
          entry("replay", rooms("settings", "stopping")),
          entry("avro", rooms()),
          entry("meters", rooms()),
          entry("topics", coreAnd("avro")),
          entry("coordinator", coreAnd("avro", "topics", "meters")),
          entry("api", coreAnd("avro", "topics")),
          entry("server", coreAnd("avro", "topics", "coordinator", "api", "meters")),
          entry("worker", coreAnd("avro", "topics", "api", "meters")),
          entry("embedded", rooms()),
          entry(
              "cli",
              coreAnd(
                  "replay",
                  "avro",
                  "topics",
                  "meters",
                  "coordinator",
                  "api",
                  "server",
                  "worker",
                  "embedded")));

  @ArchTest
  static void importsRunOneWay(JavaClasses classes) {
    LayeredArchitecture architecture =
        layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .ensureAllClassesAreContainedInArchitectureIgnoring("io.trialstream");
    for (String room : ROOMS.keySet()) {
      architecture = architecture.layer(room).definedBy(packages(room));
    }
    for (Map.Entry<String, String[]> room : ROOMS.entrySet()) {
      LayeredArchitecture.LayerDependencySpecification imports =
          architecture.whereLayer(room.getKey());
      architecture =
          room.getValue().length == 0
              ? imports.mayNotAccessAnyLayer()
              : imports.mayOnlyAccessLayers(room.getValue());
    }

    architecture.check(classes);
  }

  @ArchTest
  static final ArchRule theCoreKnowsNoKafkaNoFormatAndNoServer =
      classes()
          .that()
          .resideInAnyPackage(packages(CORE))
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "io.trialstream..",
              "org.jspecify.annotations..",
              "org.apache.commons.math3..",
              "org.snakeyaml.engine..",
              "it.unimi.dsi.fastutil..");

  @ArchTest
  static final ArchRule onlyTheCommandLineWritesToTheStandardStreams =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.trialstream.cli..")
          .should(ACCESS_STANDARD_STREAMS);

  @ArchTest static final ArchRule logsGoThroughSlf4j = noClasses().should(USE_JAVA_UTIL_LOGGING);

  @ArchTest
  static void everyPackageSaysWhatItIsForAndThatNothingIsNull(JavaClasses classes) {
    List<JavaPackage> rooms =
        classes.stream()
            .filter(c -> !c.getPackageName().startsWith("io.trialstream.avro"))
            .map(JavaClass::getPackage)
            .distinct()
            .toList();

    assertThat(rooms).hasSizeGreaterThan(12);
    assertThat(rooms)
        .allSatisfy(
            room ->
                assertThat(room.tryGetPackageInfo())
                    .as(room.getName())
                    .hasValueSatisfying(
                        info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue()));
  }

  private static String[] rooms(String... rooms) {
    return rooms;
  }

  private static String[] coreAnd(String... others) {
    return Stream.concat(Stream.of(CORE), Stream.of(others)).toArray(String[]::new);
  }

  private static String[] packages(String... rooms) {
    return Stream.of(rooms).map(room -> "io.trialstream." + room + "..").toArray(String[]::new);
  }
}
