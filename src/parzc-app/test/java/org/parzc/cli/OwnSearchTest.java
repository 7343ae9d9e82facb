package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
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

  @Test
  void bothFromTheCommandLine() throws Exception {
    Path state = folder.resolve("state.json");
    Cli.Result found =
        Cli.runWith(
            List.of(algorithm(), objective()),
            folder,
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
    assertThat(found.code()).as(found.err()).isZero();
    assertThat(found.out() + found.err())
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
  @Tag("thorough")
  void namesThatAreTaken() throws Exception {
    Path evolution =
        OwnJar.of(
            folder,
            "Elitist",
            OwnJar.codeOf(ALGORITHM).replace("\"elitist\"", "\"evolution\""),
            SearchAlgorithm.class);
    Cli.Result clash =
        Cli.runWith(List.of(evolution), folder, "search", "--objective", "proxy:params");
    assertThat(clash.err())
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
    Cli.Result taken = Cli.runWith(List.of(label), folder, "search", "--objective", "proxy:params");
    assertThat(taken.err())
        .isEqualTo("parzc: objective 'label': found ours and PerSize, expected one of that name\n");
    assertThat(taken.code()).isEqualTo(2);
    Cli.Result unknown =
        Cli.runWith(List.of(objective()), folder, "search", "--objective", "per-depth");
    assertThat(unknown.err())
        .isEqualTo(
            "parzc: --objective: found 'per-depth', expected predictor:FILE, proxy:NAME, "
                + "sum:STATISTIC, label, mabn or per-size:PROXY\n");
  }
}
