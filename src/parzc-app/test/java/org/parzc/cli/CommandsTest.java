package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.files.BuildVersion;
import org.parzc.statistics.Quantity;
import org.parzc.statistics.Statistics;
import picocli.CommandLine;

/** What the program says of itself and of what it can do. */
@Tag("slow")
class CommandsTest {
  @TempDir Path folder;

  static Set<String> commands() {
    return new TreeSet<>(new CommandLine(new Parzc()).getSubcommands().keySet());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandExplainsItself(String command) {
    String help = Cli.run(command, "--help").done().out();
    assertThat(help).startsWith("Usage: parzc " + command);
    assertThat(help.substring(help.indexOf("Example:"))).contains("  parzc " + command);
  }

  @Test
  void shellsCompleteCommandsAndOptions() throws IOException, InterruptedException {
    String script =
        Files.writeString(
                folder.resolve("completion"),
                Cli.run("completion").done().out()
                    + "compopt() { :; }\n" // which wants to be called by readline
                    + "COMP_WORDS=(parzc ev); COMP_CWORD=1; _complete_parzc; echo"
                    + " \"${COMPREPLY[@]}\"\n"
                    + "COMP_WORDS=(parzc rank --cand); COMP_CWORD=2; _complete_parzc; echo"
                    + " \"${COMPREPLY[@]}\"\n")
            .toString();
    Process shell = new ProcessBuilder("bash", "-e", script).redirectErrorStream(true).start();
    assertThat(
            new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .map(String::strip))
        .containsExactly("evaluate", "--candidates");
    assertThat(shell.waitFor()).isZero();
  }

  @Test
  void theProgramExplainsItself() {
    assertThat(Cli.run("--help").done().out())
        .contains(commands())
        .contains("Exit codes: 0 done, 1 failed, 2 wrong");
    assertThat(Cli.run("--version").done().out())
        .isEqualTo("parzc %s%n".formatted(BuildVersion.VERSION))
        .containsPattern("\\d+\\.\\d+");
    assertThat(Cli.run().code()).isEqualTo(2);
    assertThat(Cli.run().out()).startsWith("Usage: parzc");
  }

  @Test
  void spacesListsAllThereIsToChoose() {
    assertThat(Cli.run("spaces").done().out())
        .containsPattern("nasbench201 +15,625 +98 +C=16 N=5 classes=10")
        .containsPattern("nasbench101 +101 +C=128 N=3 classes=10")
        .contains(
            Stream.concat(Statistics.nodeWise().stream(), Statistics.networkLevel().stream())
                .map(Quantity::name)
                .toList());
  }

  @Test
  void doctorKnowsTheInstallation() throws IOException {
    String text = Cli.run("doctor").done().out();
    JsonNode facts = Cli.json(Cli.run("doctor", "--json").done().out());
    assertThat(List.of("parzc", "java", "native core", "device", "libtorch"))
        .allSatisfy(
            fact -> {
              assertThat(facts.get(fact).asText()).isNotEmpty();
              assertThat(text).contains(facts.get(fact).asText());
            });
    assertThat(facts.get("native core").asText()).contains("instruction set");
    assertThat(Cli.run("doctor", "--device", "cpu").done().out()).contains("1 thread (asked for)");
  }
}
