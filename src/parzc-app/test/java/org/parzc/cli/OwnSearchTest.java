package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.OwnJar;
import org.parzc.search.Budget;
import org.parzc.search.Evaluation;
import org.parzc.search.ObjectiveProvider;
import org.parzc.search.Search;
import org.parzc.search.SearchAlgorithm;
import org.parzc.search.SearchState;
import org.parzc.search.StateKeeper;

/**
 * A search algorithm and an objective in jars of their own, which are the code of the
 * documentation's pages.
 */
@Tag("slow")
class OwnSearchTest {
  private static final Path ALGORITHM = Path.of("docs", "add-a-search-algorithm.md");
  private static final Path OBJECTIVE = Path.of("docs", "add-an-objective.md");

  @TempDir Path folder;

  private Path algorithm() {
    return OwnJar.of(folder, "Elitist", OwnJar.codeOf(ALGORITHM), SearchAlgorithm.class);
  }

  private Path objective() {
    return OwnJar.of(folder, "PerSize", OwnJar.codeOf(OBJECTIVE), ObjectiveProvider.class);
  }

  /** What a command in a process of its own, with more on its class path, gave back. */
  private record Run(int code, String said) {}

  private Run run(List<Path> jars, Object... arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path")));
    jars.forEach(
        jar ->
            command.set(
                command.size() - 1, command.get(command.size() - 1) + File.pathSeparator + jar));
    command.add(Parzc.class.getName());
    command.addAll(List.of(Cli.strings(arguments)));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    int code = builder.start().waitFor();
    return new Run(code, Files.readString(output));
  }

  @Test
  void bothFromTheCommandLine() throws Exception {
    Path state = folder.resolve("state.json");
    Run found =
        run(
            List.of(algorithm(), objective()),
            "search",
            "--algorithm",
            "elitist",
            "--population",
            6,
            "--objective",
            "per-size:nwot",
            "--where",
            "params<=8K",
            "--store",
            folder.resolve("cells.duckdb"),
            "--generations",
            4,
            "--state",
            state,
            Cli.QUICK);
    assertThat(found.code()).as(found.said()).isZero();
    assertThat(found.said())
        .contains(
            "elitist, population 6",
            "per-size:nwot",
            "architectures evaluated in 4 generations",
            "  1  |");
    assertThat(state).content().contains("\"batch_size\":\"4\"");
  }

  /** Its population only ever gets better, and where it was stopped cannot be seen. */
  @Test
  void anAlgorithmFromJava() throws Exception {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {algorithm().toUri().toURL()})) {
      SearchAlgorithm elitist =
          ((SearchAlgorithm) loader.loadClass("Elitist").getConstructor().newInstance())
              .withPopulation(8);
      Search search =
          Search.of(Cli.SPACE)
              .algorithm(elitist)
              .where("flops<=150M")
              .skeleton(Cli.SPACE.defaultSkeleton())
              .maximise(
                  cells ->
                      cells.stream()
                          .mapToDouble(cell -> cell.text().split("3x3", -1).length)
                          .toArray())
              .build();
      SearchState whole = search.run(Budget.generations(12));
      SearchState part = search.run(Budget.generations(5));
      assertThat(
              search
                  .within(Budget.generations(12))
                  .run(StateKeeper.startingFrom(part), () -> false)
                  .evaluations())
          .containsExactlyElementsOf(whole.evaluations());
      assertThat(whole.population()).hasSize(8).allMatch(whole::isMeasured);
      double worst =
          whole.population().stream()
              .map(whole::evaluation)
              .mapToDouble(Evaluation::score)
              .min()
              .orElseThrow();
      assertThat(
              whole.evaluations().stream()
                  .filter(one -> one.score() > worst)
                  .map(Evaluation::architecture))
          .isSubsetOf(whole.population());
    }
  }

  @Test
  void namesThatAreTaken() throws Exception {
    Path evolution =
        OwnJar.of(
            folder,
            "Elitist",
            OwnJar.codeOf(ALGORITHM).replace("\"elitist\"", "\"evolution\""),
            SearchAlgorithm.class);
    Run clash = run(List.of(evolution), "search", "--objective", "proxy:params");
    assertThat(clash.said())
        .startsWith(
            "parzc: search algorithm 'evolution': found "
                + "org.parzc.search.RegularisedEvolution and Elitist, expected one of that name")
        .hasLineCount(1);
    assertThat(clash.code()).isEqualTo(2);
    Path label =
        OwnJar.of(
            folder,
            "PerSize",
            OwnJar.codeOf(OBJECTIVE).replace("\"per-size\"", "\"label\""),
            ObjectiveProvider.class);
    Run taken = run(List.of(label), "search", "--objective", "proxy:params");
    assertThat(taken.said())
        .isEqualTo("parzc: objective 'label': found ours and PerSize, expected one of that name\n");
    assertThat(taken.code()).isEqualTo(2);
    Run unknown = run(List.of(objective()), "search", "--objective", "per-depth");
    assertThat(unknown.said())
        .isEqualTo(
            "parzc: --objective: found 'per-depth', expected predictor:FILE, proxy:NAME, "
                + "sum:STATISTIC, label, mabn or per-size:PROXY\n");
  }
}
