package io.trialstream.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Every command and option explains itself, in its help and in the documentation. */
class DocumentationTest {
  static Stream<CommandSpec> commands() {
    return all(new CommandLine(new Main(new Cli().host())))
        .filter(command -> !command.name().equals("help"));
  }

  private static Stream<CommandSpec> all(CommandLine line) {
    return Stream.concat(
        Stream.of(line.getCommandSpec()),
        line.getSubcommands().values().stream().flatMap(DocumentationTest::all));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionSaysWhatItIsForAndItsDefault(CommandSpec command) {
    assertThat(command.usageMessage().description()).isNotEmpty();
    assertThat(command.args()).allSatisfy(each -> assertThat(each.description()).isNotEmpty());
    assertThat(command.options())
        .filteredOn(option -> option.arity().max() > 0)
        .map(DocumentationTest::description)
        .allSatisfy(text -> assertThat(text).containsAnyOf("Default: ", "epeatable", "Write "));
  }

  private static String description(OptionSpec option) {
    return String.join(" ", option.description());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theDocumentationHasEveryCommandAndOption(CommandSpec command) throws IOException {
    String documentation = Files.readString(Path.of("docs", "command-line.md"));
    String name = command.qualifiedName(" ").replaceFirst("^trialstream ?", "");

    assertThat(documentation).contains(name);
    assertThat(command.options().stream().map(OptionSpec::longestName))
        .allSatisfy(option -> assertThat(documentation).contains(option));
  }
}
