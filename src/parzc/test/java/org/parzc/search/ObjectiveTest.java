package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.parzc.search.Searches.SPACE;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.blueprint.Slot;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleSource;
import org.parzc.dataset.LabelledExamples;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelledArchitecture;
import org.parzc.labels.Labels;
import org.parzc.labels.PublishedScores;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.model.Scores;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/** Scores of each kind, and examples that are measured once. */
class ObjectiveTest {
  private static final List<Architecture> CELLS =
      IntStream.range(0, 40).mapToObj(i -> SPACE.at(i * 389L)).toList();

  private final List<List<Architecture>> measured = new ArrayList<>();

  /** Made-up statistics, from which it can be seen which number went where. */
  private List<Example> measure(List<Architecture> architectures) {
    measured.add(architectures);
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
                        Map.of("zen", (double) Searches.count(one, "none"))))
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
        Map.of("snip", snip));
  }

  @Test
  void proxiesAreSumsOfStatisticsOrOfTheNetwork() {
    assertThat(new Objective.Proxy("Σ snip", this::measure).scores(CELLS))
        .containsExactly(
            CELLS.stream()
                .mapToDouble(
                    one ->
                        Searches.count(one, "nor_conv_3x3") + Searches.count(one, "skip_connect"))
                .toArray());
    assertThat(new Objective.Proxy("zen", this::measure).scores(CELLS))
        .containsExactly(CELLS.stream().mapToDouble(one -> Searches.count(one, "none")).toArray());
    assertThat(new Objective.Proxy("nwot", this::measure).scores(CELLS))
        .as("not recorded")
        .hasSize(40)
        .containsOnly(Double.NaN);
    assertThatThrownBy(() -> new Objective.Proxy("snip", this::measure))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("unknown proxy 'snip'; known: ")
        .hasMessageContaining("Σ snip");
  }

  @Test
  void predictorsScoreInOneCallWithAsMuchUncertaintyAsAsked() {
    List<Example> examples = measure(CELLS);
    double[] labels =
        CELLS.stream().mapToDouble(one -> Searches.count(one, "nor_conv_3x3")).toArray();
    try (Predictor predictor =
        Predictor.train(
            new LabelledExamples(examples, labels),
            PredictorSettings.recommended().withEpochs(3),
            1)) {
      measured.clear();
      assertThat(new Objective.Predicted(predictor, 0, 1, this::measure).scores(CELLS))
          .containsExactly(predictor.score(examples));
      assertThat(measured).hasSize(1);
      double[] optimistic = new Objective.Predicted(predictor, 1.5, 4, this::measure).scores(CELLS);
      Scores scores = predictor.scoreWithUncertainty(examples, 4);
      for (int i = 0; i < optimistic.length; i++) {
        assertThat(optimistic[i])
            .isCloseTo(scores.mean()[i] + 1.5 * scores.standardDeviation()[i], within(1e-12));
      }
      assertThat(optimistic).isNotEqualTo(scores.mean());
    }
  }

  @Test
  void labelsOfTwinsStandIn() {
    Architecture none = SPACE.at(0);
    Architecture twin = SPACE.parse("|none~0|+|none~0|nor_conv_3x3~1|+|none~0|none~1|none~2|");
    assertThat(twin.canonicalForm()).isEqualTo(none.canonicalForm());
    Objective labels =
        new Objective.Labelled(
            new Labels(
                "labels.csv",
                "accuracy",
                Direction.HIGHER_IS_BETTER,
                List.of(
                    new LabelledArchitecture(none, 10), new LabelledArchitecture(CELLS.get(5), 90)),
                List.of()));
    assertThat(labels.scores(List.of(CELLS.get(5), none, twin))).containsExactly(90, 10, 10);
    assertThatThrownBy(() -> labels.scores(List.of(CELLS.get(6))))
        .isInstanceOf(InputException.class)
        .hasMessage("labels.csv: found no label of " + CELLS.get(6));
  }

  @Test
  void cachedExamplesAreMeasuredOncePerCanonicalForm() {
    ExampleSource cached = new CachedExamples(this::measure);
    Architecture twin = SPACE.parse("|none~0|+|none~0|nor_conv_3x3~1|+|none~0|none~1|none~2|");
    List<Example> first = cached.examples(List.of(SPACE.at(0), CELLS.get(5), twin));
    assertThat(measured).containsExactly(List.of(SPACE.at(0), CELLS.get(5)));
    assertThat(first)
        .extracting(one -> one.statistics().architecture())
        .containsExactly(SPACE.at(0).text(), CELLS.get(5).text(), SPACE.at(0).text());
    assertThat(cached.examples(List.of(twin, CELLS.get(7))))
        .hasSize(2)
        .first()
        .isEqualTo(first.get(0));
    assertThat(measured).hasSize(2).last().isEqualTo(List.of(CELLS.get(7)));
    cached.examples(CELLS.subList(5, 6));
    assertThat(measured).hasSize(2);
  }
}
