package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.parzc.search.Searches.SPACE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parzc.Hostile;
import org.parzc.InputException;
import org.parzc.blueprint.Slot;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleSource;
import org.parzc.files.Provenance;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelRange;
import org.parzc.labels.LabelledArchitecture;
import org.parzc.labels.PublishedScores;
import org.parzc.model.PredictorSettings;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/**
 * Searches that learn on the way: how many labels they take, of what, and that they may stop
 * anywhere.
 */
@Tag("slow")
class OnlineSearchTest {
  private static final LabelPlan PLAN = new LabelPlan(31, 3, LabelPlan.First.RANDOM);
  private static final Constraint FEW =
      Constraint.parse("convolutions<=5", any -> Searches.convolutions());
  private static final int EVALUATIONS = 80;

  /** Learns little, in little time: enough where it does not matter what is found. */
  private static final PredictorSettings QUICK =
      PredictorSettings.preset(
          "default/members=1/epochs=2/sequence=16/width=8/depth=1/companion=none");

  private static final Provenance SETTINGS = Provenance.of("seed", "1");

  /** By text, since what is made up depends on it. */
  private static final ExampleCache MEASURED = new ExampleCache(Architecture::text);

  @TempDir private Path folder;
  private final List<Architecture> labelled = new ArrayList<>();

  private static List<Example> measure(List<Architecture> architectures) {
    return MEASURED.examples(architectures, OnlineSearchTest::made);
  }

  private static List<Example> made(List<Architecture> architectures) {
    return Example.all(
        architectures.stream()
            .map(
                one ->
                    new ArchitectureStatistics(
                        one.text(),
                        1_000,
                        1_000,
                        3,
                        List.of(
                            node(0, Searches.count(one, "nor_conv_3x3")),
                            node(1, Searches.count(one, "skip_connect"))),
                        Map.of()))
            .toList(),
        architectures,
        PublishedScores.NONE,
        SPACE);
  }

  private static NodeStatistics node(int index, double snip) {
    return new NodeStatistics(
        index,
        Slot.single("node" + index),
        "conv3x3",
        List.of(1L),
        1,
        true,
        0,
        Map.of("snip", 1 + snip));
  }

  private static StateKeeper<OnlineState> from(OnlineState known) {
    return StateKeeper.startingFrom(known);
  }

  private static StateKeeper<OnlineState> kept(Path file) {
    return OnlineStateFile.keeper(file, SETTINGS, SPACE);
  }

  private double label(Architecture architecture) {
    labelled.add(architecture);
    return 10 * Searches.count(architecture, "nor_conv_3x3")
        + Searches.count(architecture, "skip_connect");
  }

  private OnlineSearch search(LabelPlan plan) {
    return search(plan, OnlineSearchTest::measure, QUICK);
  }

  private OnlineSearch search(LabelPlan plan, ExampleSource examples, PredictorSettings model) {
    return new OnlineSearch(
        new OnlineSearch.Setup(
            SPACE,
            Searches.algorithm("evolution", 50),
            Budget.evaluations(EVALUATIONS),
            List.of(FEW),
            examples,
            model,
            1),
        plan,
        this::label);
  }

  @ParameterizedTest
  @EnumSource(LabelPlan.First.class)
  void takesAsManyLabelsAsPlannedAndFindsWhatIsGood(LabelPlan.First first) {
    List<Integer> sizes = new ArrayList<>();
    OnlineSearch.Result result =
        search(
                new LabelPlan(31, 3, first),
                OnlineSearchTest::measure,
                PredictorSettings.preset("default/members=2/epochs=30"))
            .run(
                from(OnlineState.start()).telling(state -> sizes.add(state.labels().size())),
                () -> false);
    assertThat(labelled).hasSize(31).allMatch(FEW::admits);
    assertThat(labelled.stream().map(Architecture::canonicalForm)).doesNotHaveDuplicates();
    assertThat(result.state().labels())
        .extracting(LabelledArchitecture::architecture)
        .containsExactlyElementsOf(labelled);
    assertThat(sizes).hasSize(31).isSorted().endsWith(31);
    assertThat(result.found().evaluations()).hasSize(EVALUATIONS);
    Architecture best = result.found().best(1).get(0).architecture();
    assertThat(Searches.count(best, "nor_conv_3x3")).as(best.text()).isGreaterThanOrEqualTo(4);
    assertThat(
            labelled.subList(20, 31).stream()
                .mapToInt(one -> Searches.count(one, "nor_conv_3x3"))
                .average()
                .orElseThrow())
        .as("later labels are of better ones")
        .isGreaterThan(
            labelled.subList(0, 10).stream()
                .mapToInt(one -> Searches.count(one, "nor_conv_3x3"))
                .average()
                .orElseThrow());
  }

  @Test
  void goesOnFromAnyLabelAsIfItHadNotStopped() {
    OnlineSearch.Result whole = search(PLAN).run(from(OnlineState.start()), () -> false);
    for (int labels : new int[] {3, 10, 25, 31}) {
      Path file = folder.resolve("state" + labels + ".json");
      labelled.clear();
      search(PLAN).run(kept(file), () -> labelled.size() >= labels);
      assertThat(labelled).hasSize(labels);
      labelled.clear();
      OnlineSearch.Result rest =
          search(PLAN).run(from(OnlineStateFile.read(file, SETTINGS, SPACE)), () -> false);
      assertThat(labelled).as("no label is taken again").hasSize(31 - labels);
      assertThat(rest.state()).isEqualTo(whole.state());
      assertThat(rest.found().evaluations()).containsExactlyElementsOf(whole.found().evaluations());
    }
    assertThatThrownBy(
            () ->
                OnlineStateFile.read(
                    folder.resolve("state3.json"), Provenance.of("seed", "2"), SPACE))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("seed 1, asked for seed 2 (use the same settings or another file)");
    assertThat(OnlineStateFile.read(folder.resolve("none.json"), SETTINGS, SPACE))
        .isEqualTo(OnlineState.start());
  }

  @Test
  void plansShareTheBudgetOut() {
    LabelPlan plan = new LabelPlan(78, 5, LabelPlan.First.RANDOM);
    assertThat(List.of(plan.after(0), plan.after(1), plan.after(2), plan.after(5)))
        .containsExactly(0, 15, 31, 78);
    assertThat(
            List.of(plan.round(0), plan.round(14), plan.round(15), plan.round(77), plan.round(78)))
        .containsExactly(0, 0, 1, 4, 5);
    assertThatThrownBy(() -> new LabelPlan(49, 5, LabelPlan.First.RANDOM))
        .isInstanceOf(InputException.class)
        .hasMessage("found 49 labels in 5 rounds, expected at least 1 round and 10 labels in each");
    assertThatThrownBy(() -> new LabelPlan(49, 0, LabelPlan.First.RANDOM))
        .isInstanceOf(InputException.class);
  }

  /** About a fifth of all cells cannot be measured. */
  @ParameterizedTest
  @EnumSource(LabelPlan.First.class)
  void whatCannotBeMeasuredIsTriedOnceAndKeptInTheState(LabelPlan.First first) throws IOException {
    LabelPlan plan = new LabelPlan(31, 3, first);
    List<Architecture> tried = new ArrayList<>();
    ExampleSource source = Searches.failing(Searches::isFaulty, OnlineSearchTest::measure, tried);
    Path whole = folder.resolve("whole.json");
    OnlineSearch.Result result = search(plan, source, QUICK).run(kept(whole), () -> false);
    assertThat(labelled).hasSize(31);
    assertThat(labelled.subList(11, 31))
        .as("chosen by what was measured")
        .noneMatch(Searches::isFaulty);
    assertThat(tried.stream().map(Architecture::canonicalForm))
        .hasSizeGreaterThan(10)
        .doesNotHaveDuplicates();
    assertThat(result.state().failures()).containsOnlyKeys(tried);
    assertThat(result.found().failures())
        .isNotEmpty()
        .allMatch(one -> Searches.isFaulty(one.architecture()));
    assertThat(result.found().best(EVALUATIONS))
        .isNotEmpty()
        .noneMatch(one -> Searches.isFaulty(one.architecture()));
    Path file = folder.resolve("state.json");
    labelled.clear();
    search(plan, source, QUICK).run(kept(file), () -> labelled.size() >= 15);
    OnlineSearch.Result rest = search(plan, source, QUICK).run(kept(file), () -> false);
    assertThat(file).hasSameBinaryContentAs(whole);
    assertThat(rest.state()).isEqualTo(result.state());
    assertThat(rest.found().evaluations()).containsExactlyElementsOf(result.found().evaluations());
  }

  @Test
  void statesWithTwoLabelsOfOneArchitectureAreRefused() throws IOException {
    Path file = folder.resolve("state.json");
    OnlineStateFile.write(
        file,
        SETTINGS,
        new OnlineState(
            List.of(LabelOutcome.of(SPACE.at(0), 1), LabelOutcome.of(SPACE.at(1), 2)), Map.of()));
    String whole = Files.readString(file);
    for (String damaged :
        List.of(
            whole.replace(SPACE.at(1).text(), SPACE.at(0).text()),
            whole.replace("2.0", "\"NaN\""))) {
      Files.writeString(file, Hostile.rechecked(damaged));
      assertThatThrownBy(() -> OnlineStateFile.read(file, SETTINGS, SPACE))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith(file + ": damaged: found label ");
    }
  }

  /**
   * About a fifth of all labels cannot be had; where the run is stopped decides what is asked for
   * again.
   */
  @Test
  void labelsThatCannotBeHadAreKeptInTheStateAndAskedForOnceMoreByALaterRun() throws IOException {
    Path whole = folder.resolve("whole.json");
    OnlineSearch.Result result = labelling(Searches::isFaulty).run(kept(whole), () -> false);
    assertThat(labelled).as("what failed counts as taken").hasSize(31).doesNotHaveDuplicates();
    assertThat(labelled.stream().map(Architecture::canonicalForm)).doesNotHaveDuplicates();
    List<Architecture> failing = labelled.stream().filter(Searches::isFaulty).toList();
    assertThat(failing).isNotEmpty();
    assertThat(result.state().unlabelled()).containsOnlyKeys(failing).containsValue("out of luck");
    assertThat(result.state().labels()).hasSize(31 - failing.size());
    assertThat(result.found().evaluations()).hasSize(EVALUATIONS);
    assertThat(result.earlyEnds()).isEmpty();
    for (int labels : new int[] {1, 7, 14, 30}) {
      Path file = folder.resolve("state" + labels + ".json");
      labelled.clear();
      labelling(Searches::isFaulty).run(kept(file), () -> labelled.size() >= labels);
      OnlineSearch.Result rest = labelling(Searches::isFaulty).run(kept(file), () -> false);
      assertThat(file).as("stopped after " + labels).hasSameBinaryContentAs(whole);
      assertThat(rest.found().evaluations())
          .containsExactlyElementsOf(result.found().evaluations());
    }
    labelled.clear();
    OnlineSearch.Result healed =
        labelling(any -> false)
            .run(from(OnlineStateFile.read(whole, SETTINGS, SPACE)), () -> false);
    assertThat(labelled).containsExactlyElementsOf(failing);
    assertThat(healed.state().unlabelled()).isEmpty();
    assertThat(healed.state().taken())
        .extracting(LabelOutcome::architecture)
        .containsExactlyElementsOf(
            result.state().taken().stream().map(LabelOutcome::architecture).toList());
  }

  private OnlineSearch labelling(Predicate<Architecture> fails) {
    return labelling(fails, new LabelPlan(31, 3, LabelPlan.First.RANDOM));
  }

  private OnlineSearch labelling(Predicate<Architecture> fails, LabelPlan plan) {
    return new OnlineSearch(
        new OnlineSearch.Setup(
            SPACE,
            Searches.algorithm("evolution", 50),
            Budget.evaluations(EVALUATIONS),
            List.of(FEW),
            OnlineSearchTest::measure,
            QUICK,
            1),
        plan,
        architecture -> {
          double label = label(architecture);
          if (fails.test(architecture)) {
            throw new UnlabelledException("out of luck");
          }
          return label;
        });
  }

  @Test
  void aSearchWithoutAnyLabelEndsSoonAndMayBeTriedAgain() {
    List<OnlineState> states = new ArrayList<>();
    assertThatThrownBy(
            () ->
                labelling(any -> true)
                    .run(from(OnlineState.start()).telling(states::add), () -> false))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "none of the first 5 labels could be had; that of "
                + labelled.get(0)
                + ": out of luck");
    List<Architecture> first = List.copyOf(labelled);
    assertThat(first).hasSize(5);
    assertThat(states.get(4).unlabelled()).containsOnlyKeys(first);
    labelled.clear();
    assertThatThrownBy(() -> labelling(any -> true).run(from(states.get(4)), () -> false))
        .isInstanceOf(InputException.class);
    assertThat(labelled).isEqualTo(first);
    labelled.clear();
    Architecture last = first.get(4);
    assertThat(
            labelling(one -> first.contains(one) && !one.equals(last))
                .run(from(states.get(4)), () -> false)
                .state()
                .labels())
        .as("one label is enough to go on")
        .hasSize(27);
  }

  @Test
  void labelsThatDoNotDifferAreNotLearnedFrom() {
    assertThatThrownBy(
            () ->
                new OnlineSearch(
                        new OnlineSearch.Setup(
                            SPACE,
                            Searches.algorithm("evolution", 50),
                            Budget.evaluations(EVALUATIONS),
                            List.of(FEW),
                            OnlineSearchTest::measure,
                            QUICK,
                            1),
                        PLAN,
                        any -> 7)
                    .run(from(OnlineState.start()), () -> false))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "found no different labels among the 10 that could be had of 10 "
                + "architectures, expected some to learn from");
  }

  /**
   * Of 11 architectures that meet the constraint, the first round takes ten, the second what is
   * left.
   */
  @Test
  void aSearchThatMeetsNoMoreToLabelEndsEarlyAndSaysSo() {
    Map<String, Long> cells =
        LongStream.range(0, SPACE.size())
            .mapToObj(SPACE::at)
            .collect(Collectors.groupingBy(Architecture::canonicalForm, Collectors.counting()));
    // Those of the most cells, so that random ones meet them soon.
    Set<String> forms =
        cells.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(11)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    Constraint eleven =
        Constraint.parse(
            "few>=1", any -> new Cost("few", one -> forms.contains(one.canonicalForm()) ? 1 : 0));
    OnlineSearch.Result result =
        new OnlineSearch(
                new OnlineSearch.Setup(
                    SPACE,
                    Searches.algorithm("random", 20),
                    Budget.evaluations(25),
                    List.of(eleven),
                    OnlineSearchTest::measure,
                    QUICK,
                    1),
                new LabelPlan(20, 2, LabelPlan.First.RANDOM),
                this::label)
            .run(from(OnlineState.start()), () -> false);
    assertThat(labelled).hasSize(11);
    assertThat(result.earlyEnds())
        .containsExactly(
            "ended after 11 of 20 labels: the searches met no more architectures to label",
            "ended after 100 generations without anything new: 11 of 25 evaluations");
  }

  @Test
  void lowerLabelsAreBetterWhereTheLabellerSaysSo() {
    OnlineSearch.Result higher = search(PLAN).run(from(OnlineState.start()), () -> false);
    Labeller errors =
        new Labeller() {
          @Override
          public double label(Architecture architecture) {
            return 100 - OnlineSearchTest.this.label(architecture);
          }

          @Override
          public Direction direction() {
            return Direction.LOWER_IS_BETTER;
          }
        };
    OnlineSearch.Result lower =
        new OnlineSearch(
                new OnlineSearch.Setup(
                    SPACE,
                    Searches.algorithm("evolution", 50),
                    Budget.evaluations(EVALUATIONS),
                    List.of(FEW),
                    OnlineSearchTest::measure,
                    QUICK,
                    1),
                PLAN,
                errors)
            .run(from(OnlineState.start()), () -> false);
    assertThat(lower.found().evaluations()).containsExactlyElementsOf(higher.found().evaluations());
    assertThat(lower.state().labels())
        .extracting(one -> 100 - one.label())
        .containsExactlyElementsOf(
            higher.state().labels().stream().map(LabelledArchitecture::label).toList());
  }

  @Test
  void tooFewArchitecturesAreReported() {
    assertThatThrownBy(
            () ->
                search(new LabelPlan(6_000, 1, LabelPlan.First.RANDOM))
                    .run(from(OnlineState.start()), () -> false))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("found 4")
        .hasMessageContaining("architectures to label, expected 6000");
  }

  @Test
  void commandsGiveLabels() throws Exception {
    Path log = folder.resolve("log");
    Labeller command =
        command(
            "echo training >&2; printf '%s\\n' {architecture} >> "
                + log
                + "; echo epoch 1; echo ' 93.5 '");
    assertThat(command.label(SPACE.at(7))).isEqualTo(93.5);
    assertThat(Files.readString(log))
        .as("one word, whatever the shell thinks of |")
        .isEqualTo(SPACE.at(7) + "\n");
  }

  private static CommandLabeller command(String command) {
    return new CommandLabeller(command, LabelRange.PERCENT, Direction.HIGHER_IS_BETTER);
  }

  @Test
  void commandsThatFailAreReported() {
    assertThatThrownBy(() -> command("train"))
        .isInstanceOf(InputException.class)
        .hasMessage("label command 'train': found no {architecture}");
    Map.of(
            "exit 3",
            "ended with exit code 3",
            "kill -9 $$",
            "ended with exit code 137",
            "true",
            "printed nothing, expected a number",
            "echo",
            "printed '' as its last line, expected a number",
            "echo 90; echo nan",
            "printed 'nan' as its last line, expected a number",
            "echo inf",
            "printed 'inf' as its last line, expected a number",
            "echo 93,5",
            "printed '93,5' as its last line, expected a number",
            "echo 250",
            "printed '250' as its last line, expected 0.0 to 100.0; the label range"
                + " says which labels make sense")
        .forEach(
            (text, why) ->
                assertThatThrownBy(() -> command(text + " # {architecture}").label(SPACE.at(0)))
                    .isInstanceOf(UnlabelledException.class)
                    .hasMessage("the label command " + why));
  }
}
