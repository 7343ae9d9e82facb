package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.parzc.search.Searches.SPACE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleSource;
import org.parzc.dataset.UnmeasurableException;
import org.parzc.files.Provenance;
import org.parzc.labels.PublishedScores;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench101;
import org.parzc.statistics.ArchitectureStatistics;

/** The loop: what is evaluated, what is found, and that it may stop anywhere. */
@Tag("slow")
class SearchTest {
  private static final Budget LONG = new Budget(40, Integer.MAX_VALUE);
  private static final Provenance SETTINGS = Provenance.of("seed", "1");

  @TempDir private Path folder;

  private static Search search(
      String name, int population, List<Architecture> asked, Constraint... constraints) {
    SearchAlgorithm algorithm = Searches.algorithm(name, population);
    Optional<Cost> cost =
        name.equals("nsga2") ? Optional.of(Searches.convolutions()) : Optional.empty();
    return new Search(SPACE, algorithm, Searches.recorded(asked), cost, List.of(constraints), 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "evolution", "local", "exhaustive", "nsga2"})
  void nothingIsEvaluatedTwiceOrAgainstAConstraint(String name) {
    List<Architecture> asked = new ArrayList<>();
    Constraint few = Constraint.parse("convolutions<=4", any -> Searches.convolutions());
    SearchState state = search(name, 50, asked, few).run(LONG);
    assertThat(asked.stream().map(Architecture::canonicalForm))
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(40);
    assertThat(asked).allMatch(few::admits);
    assertThat(state.evaluations().stream().map(Evaluation::architecture))
        .containsExactlyElementsOf(asked);
    assertThat(state.evaluations())
        .allSatisfy(one -> assertThat(one.score()).isEqualTo(Searches.quality(one.architecture())));
    assertThat(state.generation()).isEqualTo(40);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "evolution", "local", "exhaustive", "nsga2"})
  void goesOnFromAFileAsIfItHadNotStopped(String name) {
    Path file = folder.resolve("state.json");
    Path whole = folder.resolve("whole.json");
    Search search = search(name, 20, new ArrayList<>());
    SearchStateFile.write(whole, SETTINGS, search.run(new Budget(12, 1_000)));
    for (int generations = 1; generations <= 12; generations++) {
      SearchState state = SearchStateFile.read(file, SETTINGS, SPACE);
      assertThat(state.generation()).isEqualTo(generations - 1);
      SearchStateFile.write(
          file,
          SETTINGS,
          search(name, 20, new ArrayList<>())
              .within(new Budget(generations, 1_000))
              .run(StateKeeper.startingFrom(state), () -> false));
    }
    assertThat(file).hasSameBinaryContentAs(whole);
  }

  @Test
  void evaluationsAreABudget() {
    List<Architecture> asked = new ArrayList<>();
    SearchState state = search("evolution", 20, asked).run(new Budget(1_000, 33));
    assertThat(asked).hasSize(33);
    assertThat(state.evaluations()).hasSize(33);
  }

  @Test
  void seedsDiffer() {
    List<Architecture> first = new ArrayList<>();
    List<Architecture> second = new ArrayList<>();
    Budget budget = new Budget(3, 1_000);
    Searches.search(Searches.algorithm("random", 10), Searches.recorded(first), 1).run(budget);
    Searches.search(Searches.algorithm("random", 10), Searches.recorded(second), 2).run(budget);
    assertThat(first).hasSize(30).isNotEqualTo(second);
  }

  @Test
  void exhaustiveSearchSeesEveryCanonicalFormAndEnds() {
    List<Architecture> asked = new ArrayList<>();
    SearchState state =
        search("exhaustive", 5_000, asked).run(new Budget(Integer.MAX_VALUE, Integer.MAX_VALUE));
    Set<String> forms = new HashSet<>();
    LongStream.range(0, SPACE.size()).forEach(i -> forms.add(SPACE.at(i).canonicalForm()));
    assertThat(asked).hasSize(4_930).hasSize(forms.size());
    assertThat(state.generation()).isEqualTo(4);
    assertThat(state.best(1).get(0).score())
        .isEqualTo(asked.stream().mapToDouble(Searches::quality).max().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "evolution", "local"})
  @Tag("thorough")
  void endsWhereNothingIsLeft(String name) {
    List<Architecture> asked = new ArrayList<>();
    Constraint none = Constraint.parse("convolutions<1", any -> Searches.convolutions());
    search(name, 4, asked, none).run(new Budget(Integer.MAX_VALUE, Integer.MAX_VALUE));
    Set<String> forms = new HashSet<>();
    LongStream.range(0, SPACE.size())
        .mapToObj(SPACE::at)
        .filter(none::admits)
        .forEach(one -> forms.add(one.canonicalForm()));
    assertThat(asked.size()).isBetween(forms.size() / 4, forms.size());
  }

  @Test
  void evolutionAndLocalSearchBeatChance() {
    Budget budget = Budget.evaluations(200);
    double chance = search("random", 20, new ArrayList<>()).run(budget).best(1).get(0).score();
    for (String name : List.of("evolution", "local")) {
      assertThat(search(name, 20, new ArrayList<>()).run(budget).best(1).get(0).score())
          .as(name)
          .isGreaterThan(chance);
    }
  }

  @Test
  void theFrontOfNsga2IsTheBestOfEachCost() {
    List<Architecture> asked = new ArrayList<>();
    List<Evaluation> front = search("nsga2", 30, asked).run(LONG).front();
    assertThat(front).extracting(Evaluation::cost).isSorted().contains(0.0).doesNotHaveDuplicates();
    assertThat(front).extracting(Evaluation::score).isSorted();
    assertThat(front)
        .allSatisfy(
            one ->
                assertThat(one.score())
                    .isEqualTo(
                        asked.stream()
                            .filter(other -> Searches.convolutions().of(other) <= one.cost())
                            .mapToDouble(Searches::quality)
                            .max()
                            .orElseThrow()));
    assertThat(front).hasSizeGreaterThan(4);
  }

  @Test
  void aScoreThatIsNoNumberIsTheWorstAndKept() {
    Objective undecided =
        new Objective.Size(
            new Cost(
                "quality",
                one -> Searches.count(one, "none") > 0 ? Double.NaN : Searches.quality(one)));
    SearchState state =
        Searches.search(Searches.algorithm("evolution", 20), undecided, 1)
            .run(new Budget(10, 1_000));
    assertThat(state.evaluations()).extracting(Evaluation::score).contains(Double.NaN);
    assertThat(state.best(1).get(0).score()).isNotNaN();
    Path file = folder.resolve("state.json");
    SearchStateFile.write(file, SETTINGS, state);
    assertThat(SearchStateFile.read(file, SETTINGS, SPACE).evaluations())
        .containsExactlyElementsOf(state.evaluations());
  }

  /**
   * Returns a search to which about a fifth of all cells cannot be measured; the quality of others
   * is their NWOT.
   */
  private static Search searchWithFaults(
      String name, List<Architecture> refused, Predicate<Architecture> fails) {
    ExampleSource measured =
        architectures ->
            Example.all(
                architectures.stream()
                    .map(
                        one ->
                            new ArchitectureStatistics(
                                one.text(),
                                1,
                                1,
                                1,
                                List.of(),
                                Map.of("nwot", Searches.quality(one))))
                    .toList(),
                architectures,
                PublishedScores.NONE,
                SPACE);
    return new Search(
        SPACE,
        Searches.algorithm(name, 20),
        new Objective.Proxy("nwot", Searches.failing(fails, measured, refused)),
        name.equals("nsga2") ? Optional.of(Searches.convolutions()) : Optional.empty(),
        List.of(),
        1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "evolution", "local", "exhaustive", "nsga2"})
  void whatCannotBeMeasuredIsCountedAndNeverFoundOrGoneOnFrom(String name) {
    List<Architecture> refused = new ArrayList<>();
    Path file = folder.resolve("state.json");
    Path whole = folder.resolve("whole.json");
    SearchState state =
        searchWithFaults(name, refused, Searches::isFaulty)
            .within(new Budget(15, 150))
            .run(
                SearchStateFile.keeper(whole, SETTINGS, SPACE)
                    .telling(now -> assertThat(now.population()).noneMatch(Searches::isFaulty)),
                () -> false);
    assertThat(refused.stream().map(Architecture::canonicalForm))
        .as("tried once")
        .isNotEmpty()
        .doesNotHaveDuplicates();
    assertThat(state.failures())
        .extracting(Evaluation::architecture)
        .containsExactlyElementsOf(refused);
    assertThat(state.failures())
        .extracting(one -> one.failure().orElseThrow())
        .containsOnly("out of memory");
    assertThat(state.evaluations())
        .hasSizeGreaterThan(state.failures().size())
        .hasSizeLessThanOrEqualTo(150);
    assertThat(state.best(200))
        .hasSize(state.evaluations().size() - refused.size())
        .noneMatch(one -> Searches.isFaulty(one.architecture()));
    assertThat(state.front()).isNotEmpty().noneMatch(one -> Searches.isFaulty(one.architecture()));
    for (int generations = 1; generations <= state.generation(); generations++) {
      searchWithFaults(name, refused, Searches::isFaulty)
          .within(new Budget(generations, 150))
          .run(SearchStateFile.keeper(file, SETTINGS, SPACE), () -> false);
    }
    assertThat(file).hasSameBinaryContentAs(whole);
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "evolution", "local", "exhaustive", "nsga2"})
  void aSearchInWhichNothingCanBeMeasuredEndsWithNothing(String name) {
    SearchState state =
        searchWithFaults(name, new ArrayList<>(), any -> true).run(new Budget(10, 60));
    assertThat(state.evaluations()).isNotEmpty().hasSameSizeAs(state.failures());
    assertThat(state.best(1)).isEmpty();
    assertThat(state.front()).isEmpty();
    assertThat(state.population()).isEmpty();
  }

  @Test
  void aSourceThatNamesOthersThanItWasAskedForEndsTheSearch() {
    Objective mistaken =
        new Objective.Proxy(
            "nwot",
            any -> {
              throw new UnmeasurableException(
                  Map.of(new NasBench101().random(new Random(1)), "out of memory"));
            });
    assertThatThrownBy(
            () -> Searches.search(Searches.algorithm("random", 10), mistaken, 1).run(LONG))
        .isInstanceOf(UnmeasurableException.class);
  }

  @Test
  void unsatisfiableConstraintsAreReported() {
    Constraint never = Constraint.parse("convolutions>6", any -> Searches.convolutions());
    assertThatThrownBy(() -> search("random", 10, new ArrayList<>(), never).run(LONG))
        .isInstanceOf(InputException.class)
        .hasMessage("none of 10,000 random architectures of nasbench201 meets the constraints");
  }

  @Test
  void wrongAlgorithmsAreRefused() {
    assertThatThrownBy(() -> SearchAlgorithms.named("annealing", OptionalInt.empty()))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "unknown algorithm 'annealing'; known: random, evolution, local, exhaustive, nsga2");
    assertThatThrownBy(() -> SearchAlgorithms.named("random", OptionalInt.of(1)))
        .isInstanceOf(InputException.class)
        .hasMessage("population: found 1, expected at least 2");
    assertThatThrownBy(
            () ->
                Search.of(new NasBench101())
                    .algorithm("exhaustive")
                    .maximise(any -> new double[1])
                    .build())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "exhaustive search: found nasbench101, expected a space that numbers its"
                + " architectures");
    for (String name : List.of("random", "evolution", "local", "exhaustive", "nsga2")) {
      assertThat(SearchAlgorithms.named(name, OptionalInt.empty()).name()).isEqualTo(name);
    }
  }

  @Test
  void stateFilesOfOtherSearchesAndDamagedOnesAreRefused() throws Exception {
    Path file = folder.resolve("state.json");
    SearchState state = search("evolution", 5, new ArrayList<>()).run(new Budget(2, 100));
    SearchStateFile.write(file, SETTINGS, state);
    assertThatThrownBy(() -> SearchStateFile.read(file, Provenance.of("seed", "2"), SPACE))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file + ": made with seed 1, asked for seed 2 (use the same settings or another file)");
    String content = Files.readString(file);
    for (String damaged :
        List.of(
            "",
            "[]",
            "{}",
            content.substring(0, content.length() / 2),
            content.replace("\"generation\":2", "\"generations\":2"),
            content.replaceFirst("nor_conv_3x3", "conv"),
            content.replaceFirst(",\\{[^}]*\\}\\]\\}\\}$", "]}}"),
            content.replaceFirst("\"population\":\\[[^\\]]*\\],", ""))) {
      assertThat(damaged).isNotEqualTo(content);
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> SearchStateFile.read(file, SETTINGS, SPACE))
          .as(damaged)
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(file + ": ");
    }
  }
}
