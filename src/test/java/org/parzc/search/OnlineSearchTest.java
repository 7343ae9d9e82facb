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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parzc.InputException;
import org.parzc.blueprint.Slot;
import org.parzc.dataset.LabelledArchitecture;
import org.parzc.dataset.PublishedScores;
import org.parzc.model.Example;
import org.parzc.model.MabnSettings;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/** Searches that learn on the way: how many labels they take, of what, and that they may stop anywhere. */
class OnlineSearchTest {
  private static final LabelPlan PLAN = new LabelPlan(31, 3, LabelPlan.First.RANDOM);
  private static final Constraint FEW = Constraint.parse("convolutions<=5", any -> Searches.convolutions());
  private static final Map<String, String> SETTINGS = Map.of("seed", "1");

  @TempDir
  private Path folder;
  private final List<Architecture> labelled = new ArrayList<>();

  private static List<Example> measure(List<Architecture> architectures) {
    return Example.all(architectures.stream().map(one -> new ArchitectureStatistics(one.text(), 1_000, 1_000, 3,
        List.of(node(0, Searches.count(one, "nor_conv_3x3")), node(1, Searches.count(one, "skip_connect"))),
        Map.of())).toList(), architectures, PublishedScores.NONE, SPACE);
  }

  private static NodeStatistics node(int index, double snip) {
    return new NodeStatistics(index, Slot.single("node" + index), "conv3x3", List.of(1L), 1, true, 0,
        Map.of("snip", 1 + snip));
  }

  private double label(Architecture architecture) {
    labelled.add(architecture);
    return 10 * Searches.count(architecture, "nor_conv_3x3") + Searches.count(architecture, "skip_connect");
  }

  private OnlineSearch search(LabelPlan plan) {
    return search(plan, OnlineSearchTest::measure, 30);
  }

  private OnlineSearch search(LabelPlan plan, ExampleSource examples, int epochs) {
    return new OnlineSearch(new OnlineSearch.Setup(SPACE, Searches.algorithm("evolution", 20),
        new Search.Budget(Integer.MAX_VALUE, 120), List.of(FEW), examples,
        MabnSettings.recommended().withEpochs(epochs), 1), plan, this::label);
  }

  @ParameterizedTest
  @EnumSource(LabelPlan.First.class)
  void takesAsManyLabelsAsPlannedAndFindsWhatIsGood(LabelPlan.First first) {
    List<Integer> sizes = new ArrayList<>();
    OnlineSearch.Result result = search(new LabelPlan(31, 3, first)).run(OnlineState.start(), () -> false,
        state -> sizes.add(state.labels().size()));
    assertThat(labelled).hasSize(31).allMatch(FEW::admits);
    assertThat(labelled.stream().map(Architecture::canonicalForm)).doesNotHaveDuplicates();
    assertThat(result.state().labels()).extracting(LabelledArchitecture::architecture).containsExactlyElementsOf(labelled);
    assertThat(sizes).hasSize(31).isSorted().endsWith(31);
    assertThat(result.found().evaluations()).hasSize(120);
    Architecture best = result.found().best(1).get(0).architecture();
    assertThat(Searches.count(best, "nor_conv_3x3")).as(best.text()).isGreaterThanOrEqualTo(4);
    assertThat(labelled.subList(20, 31).stream().mapToInt(one -> Searches.count(one, "nor_conv_3x3")).average()
        .orElseThrow()).as("later labels are of better ones")
        .isGreaterThan(labelled.subList(0, 10).stream().mapToInt(one -> Searches.count(one, "nor_conv_3x3")).average()
            .orElseThrow());
  }

  @Test
  void goesOnFromAnyLabelAsIfItHadNotStopped() {
    OnlineSearch.Result whole = search(PLAN).run(OnlineState.start(), () -> false, any -> {});
    for (int labels : new int[] {3, 10, 25, 31}) {
      Path file = folder.resolve("state" + labels + ".json");
      labelled.clear();
      search(PLAN).run(OnlineState.start(), () -> labelled.size() >= labels, taken ->
          OnlineStateFile.write(file, SETTINGS, taken));
      assertThat(labelled).hasSize(labels);
      labelled.clear();
      OnlineSearch.Result rest = search(PLAN).run(OnlineStateFile.read(file, SETTINGS, SPACE), () -> false, any -> {});
      assertThat(labelled).as("no label is taken again").hasSize(31 - labels);
      assertThat(rest.state()).isEqualTo(whole.state());
      assertThat(rest.found().evaluations()).containsExactlyElementsOf(whole.found().evaluations());
    }
    assertThatThrownBy(() -> OnlineStateFile.read(folder.resolve("state3.json"), Map.of("seed", "2"), SPACE))
        .isInstanceOf(InputException.class).hasMessageEndingWith("seed 1, asked for 2; choose another state file");
    assertThat(OnlineStateFile.read(folder.resolve("none.json"), SETTINGS, SPACE)).isEqualTo(OnlineState.start());
  }

  @Test
  void plansShareTheBudgetOut() {
    LabelPlan plan = new LabelPlan(78, 5, LabelPlan.First.RANDOM);
    assertThat(List.of(plan.after(0), plan.after(1), plan.after(2), plan.after(5))).containsExactly(0, 15, 31, 78);
    assertThat(List.of(plan.round(0), plan.round(14), plan.round(15), plan.round(77), plan.round(78)))
        .containsExactly(0, 0, 1, 4, 5);
    assertThatThrownBy(() -> new LabelPlan(49, 5, LabelPlan.First.RANDOM)).isInstanceOf(InputException.class)
        .hasMessage("found 49 labels in 5 rounds, expected at least 1 round and 10 labels in each");
    assertThatThrownBy(() -> new LabelPlan(49, 0, LabelPlan.First.RANDOM)).isInstanceOf(InputException.class);
  }

  /** About a fifth of all cells cannot be measured. */
  @ParameterizedTest
  @EnumSource(LabelPlan.First.class)
  void whatCannotBeMeasuredIsTriedOnceAndKeptInTheState(LabelPlan.First first) throws IOException {
    LabelPlan plan = new LabelPlan(31, 3, first);
    List<Architecture> tried = new ArrayList<>();
    ExampleSource source = Searches.failing(Searches::isFaulty, OnlineSearchTest::measure, tried);
    Path whole = folder.resolve("whole.json");
    OnlineSearch.Result result = search(plan, source, 4).run(OnlineState.start(), () -> false,
        state -> OnlineStateFile.write(whole, SETTINGS, state));
    assertThat(labelled).hasSize(31);
    assertThat(labelled.subList(11, 31)).as("chosen by what was measured").noneMatch(Searches::isFaulty);
    assertThat(tried.stream().map(Architecture::canonicalForm)).hasSizeGreaterThan(10).doesNotHaveDuplicates();
    assertThat(result.state().failures()).containsOnlyKeys(tried);
    assertThat(result.found().failures()).isNotEmpty().allMatch(one -> Searches.isFaulty(one.architecture()));
    assertThat(result.found().best(120)).isNotEmpty().noneMatch(one -> Searches.isFaulty(one.architecture()));
    Path file = folder.resolve("state.json");
    labelled.clear();
    search(plan, source, 4).run(OnlineState.start(), () -> labelled.size() >= 15,
        state -> OnlineStateFile.write(file, SETTINGS, state));
    OnlineSearch.Result rest = search(plan, source, 4).run(OnlineStateFile.read(file, SETTINGS, SPACE), () -> false,
        state -> OnlineStateFile.write(file, SETTINGS, state));
    assertThat(file).hasSameBinaryContentAs(whole);
    assertThat(rest.state()).isEqualTo(result.state());
    assertThat(rest.found().evaluations()).containsExactlyElementsOf(result.found().evaluations());
  }

  @Test
  void statesWithTwoLabelsOfOneArchitectureAreRefused() throws IOException {
    Path file = folder.resolve("state.json");
    OnlineStateFile.write(file, SETTINGS, new OnlineState(List.of(new LabelledArchitecture(SPACE.at(0), 1),
        new LabelledArchitecture(SPACE.at(1), 2)), Map.of()));
    String whole = Files.readString(file);
    for (String damaged : List.of(whole.replace(SPACE.at(1).text(), SPACE.at(0).text()),
        whole.replace("2.0", "\"NaN\""))) {
      Files.writeString(file, damaged);
      assertThatThrownBy(() -> OnlineStateFile.read(file, SETTINGS, SPACE)).isInstanceOf(InputException.class)
          .hasMessageStartingWith(file + ": damaged: found label ");
    }
  }

  @Test
  void tooFewArchitecturesAreReported() {
    assertThatThrownBy(() -> search(new LabelPlan(6_000, 1, LabelPlan.First.RANDOM))
        .run(OnlineState.start(), () -> false, any -> {})).isInstanceOf(InputException.class)
        .hasMessageStartingWith("found 4").hasMessageContaining("architectures to label, expected 6000");
  }

  @Test
  void commandsGiveLabels() throws Exception {
    Path log = folder.resolve("log");
    Labeller command = new CommandLabeller("echo training >&2; printf '%s\\n' {architecture} >> " + log
        + "; echo epoch 1; echo ' 93.5 '");
    assertThat(command.label(SPACE.at(7))).isEqualTo(93.5);
    assertThat(Files.readString(log)).as("one word, whatever the shell thinks of |").isEqualTo(SPACE.at(7) + "\n");
  }

  @Test
  void commandsThatFailAreReported() {
    assertThatThrownBy(() -> new CommandLabeller("train").label(SPACE.at(0))).isInstanceOf(InputException.class)
        .hasMessage("label command 'train': found no {architecture}");
    String place = " for " + SPACE.at(0) + ": ";
    assertThatThrownBy(() -> new CommandLabeller("exit 3 # {architecture}").label(SPACE.at(0)))
        .isInstanceOf(InputException.class)
        .hasMessage("label command 'exit 3 # {architecture}'" + place + "ended with exit code 3");
    for (String output : List.of("", "nan", "93,5")) {
      assertThatThrownBy(() -> new CommandLabeller("echo '" + output + "' # {architecture}").label(SPACE.at(0)))
          .isInstanceOf(InputException.class)
          .hasMessageEndingWith(place + "found '" + output + "' as its last line, expected a number");
    }
  }
}
