package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Every number that any command takes, at the ends of its range: done, or refused in one line, and
 * soon.
 */
@Tag("thorough")
class NumericOptionsTest {
  private static final Set<Class<?>> NUMBERS =
      Set.of(int.class, Integer.class, long.class, Long.class, double.class, Double.class);

  /** Numbers that may be as large as they like: seeds, what is shown, how long to wait. */
  private static final Set<String> UNBOUNDED =
      Set.of(
          "--seed",
          "--top",
          "--max-jobs",
          "--max-kept-jobs",
          "--request-timeout",
          "--idle-timeout",
          "--stop-timeout",
          "--optimism");

  private static final List<String> SIZES = List.of("0", "-1", "1", "2147483647", "2147483648");
  private static final List<String> SEEDS = List.of("-9223372036854775808", "9223372036854775807");

  @TempDir static Path folder;

  /** Options with which each command takes a second or two. */
  private static final Map<String, Map<String, String>> QUICK = new TreeMap<>();

  @BeforeAll
  static void prepare() {
    String labels = Cli.labels(folder.resolve("labels.csv"), 12).toString();
    String store = folder.resolve("cells.duckdb").toString();
    Map<String, String> extraction =
        Map.of(
            "--channels",
            "4",
            "--cells",
            "1",
            "--batch-size",
            "4",
            "--statistics",
            "l2_norm",
            "--proxies",
            "nwot",
            "--store",
            store);
    Map<String, String> labelled = Map.of("--labels", labels, "--store", store);
    String brief = "default/members=1/epochs=1/companion=none";
    QUICK.put("statistics", with(extraction, "--candidates", labels));
    QUICK.put("describe", with(extraction, "15624", null));
    QUICK.get("describe").remove("--store");
    QUICK.put(
        "train",
        with(
            extraction,
            "--labels",
            labels,
            "--model",
            folder.resolve("model").toString(),
            "--preset",
            brief));
    QUICK.put(
        "rank", with(extraction, "--labels", labels, "--candidates", labels, "--preset", brief));
    QUICK.put("evaluate", with(labelled, "--budgets", "8", "--splits", "1", "--presets", brief));
    QUICK.put("importance", with(labelled, "--budget", "8", "--permutations", "1"));
    QUICK.put(
        "suggest", with(extraction, "--candidates", labels, "--count", "2", "--preset", brief));
    QUICK.put(
        "search",
        with(extraction, "--objective", "proxy:params", "--evaluations", "5", "--population", "4"));
    QUICK.put(
        "label",
        with(
            Map.of(),
            "--candidates",
            "random:1",
            "--images",
            Cli.idx(folder, 20),
            "--train-images",
            "10",
            "--test-images",
            "10",
            "--channels",
            "4",
            "--cells",
            "1",
            "--epochs",
            "1",
            "--out",
            folder.resolve("made.csv").toString()));
    // These two would go on for long, so they lack something else.
    QUICK.put("serve", with(extraction, "--model", folder.resolve("none").toString()));
    QUICK.put("demo", with(Map.of(), "--examples", folder.resolve("none").toString()));
    Cli.Result measured = Cli.run(arguments("statistics", QUICK.get("statistics")));
    assertThat(measured.code()).as(measured.err()).isZero();
  }

  private static Map<String, String> with(Map<String, String> some, String... more) {
    Map<String, String> all = new LinkedHashMap<>(some);
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private static List<String> arguments(String command, Map<String, String> options) {
    List<String> arguments = new ArrayList<>(List.of(command));
    options.forEach(
        (name, value) -> arguments.addAll(value == null ? List.of(name) : List.of(name, value)));
    return arguments;
  }

  private static boolean isNumber(ArgSpec option) {
    return NUMBERS.contains(option.type())
        || option.auxiliaryTypes().length > 0 && NUMBERS.contains(option.auxiliaryTypes()[0]);
  }

  static Stream<Arguments> numbers() {
    return Parzc.commandLine().getSubcommands().values().stream()
        .map(CommandLine::getCommandSpec)
        .flatMap(
            command ->
                command.options().stream()
                    .filter(NumericOptionsTest::isNumber)
                    .map(OptionSpec::longestName)
                    .map(name -> Arguments.of(command.name(), name)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("numbers")
  @Timeout(60)
  void atTheEndsOfItsRange(String command, String option) throws IOException {
    for (String value : option.equals("--seed") ? SEEDS : SIZES) {
      Files.deleteIfExists(folder.resolve("made.csv"));
      Cli.Result result = Cli.run(arguments(command, with(QUICK.get(command), option, value)));
      String said =
          "%s %s %s: %d %s".formatted(command, option, value, result.code(), result.err());
      assertThat(result.out() + result.err())
          .as(said)
          .doesNotContain("\tat ", "Exception", "failed:");
      assertThat(result.code()).as(said).isIn(0, 2);
      if (result.code() == 2) {
        boolean isUsage = result.err().contains("Try 'parzc ");
        assertThat(result.err().lines())
            .as(said)
            .hasSize(isUsage ? 2 : 1)
            .first()
            .asString()
            .startsWith("parzc: ");
      }
      if (value.equals("2147483647") && !UNBOUNDED.contains(option)) {
        assertThat(result.code()).as(said).isEqualTo(2);
        assertThat(result.err())
            .as(said)
            .containsAnyOf(
                option,
                option.substring(2).replace('-', ' '),
                option.substring(2).replaceFirst("s$", ""),
                folder.resolve("none").toString(),
                "training: ");
      }
    }
  }

  @Test
  void whereTheNumbersAre() {
    assertThat(numbers().map(Object::toString)).hasSizeGreaterThan(60);
    assertThat(numbers().map(one -> (String) one.get()[0]).distinct())
        .as("a command with numbers needs a quick example")
        .isSubsetOf(QUICK.keySet());
  }
}
