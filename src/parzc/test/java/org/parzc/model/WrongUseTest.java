package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Lists;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.blueprint.Topology;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.files.Provenance;
import org.parzc.labels.PublishedScores;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench101;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Recorded;

/**
 * A predictor refuses what it cannot learn from or score, with a message that names the argument.
 */
@Tag("slow")
class WrongUseTest {
  private static final List<Example> TRAINING = Examples.learnable(40, 1);
  private static final double[] LABELS = Examples.labels(TRAINING);
  private static final PredictorSettings SETTINGS =
      PredictorSettings.preset("default/members=2/epochs=2");
  private static final NasBench201 SPACE = new NasBench201();

  private static void refusedLabels(
      double[] labels, Class<? extends Exception> kind, String message) {
    List<Example> examples = TRAINING.subList(0, Math.min(4, Math.max(1, labels.length)));
    assertThatThrownBy(() -> Predictor.train(new LabelledExamples(examples, labels), SETTINGS, 1))
        .isInstanceOf(kind)
        .hasMessage(message);
  }

  @Test
  void labelsThatTeachNothing() {
    refusedLabels(
        new double[5],
        IllegalArgumentException.class,
        "labels: found 5 for 4 examples, expected one of each");
    refusedLabels(new double[] {1}, InputException.class, "labels: found 1, expected at least 2");
    refusedLabels(
        new double[] {1, Double.NaN, 2},
        InputException.class,
        "labels: found NaN at position 2 of 3, expected a finite number");
    refusedLabels(
        new double[] {1, 2, 3, Double.POSITIVE_INFINITY},
        InputException.class,
        "labels: found Infinity at position 4 of 4, expected a finite number");
    refusedLabels(
        new double[] {93.5, 93.5, 93.5, 93.5},
        InputException.class,
        "labels: found 4 that are all 93.5, expected some that differ: nothing to learn");
  }

  @Test
  void losses() {
    for (RankingLoss loss :
        List.of(
            new RankingLoss.DiffKendall(1),
            new RankingLoss.PairwiseLogistic(),
            new RankingLoss.SquaredError())) {
      assertThatThrownBy(() -> loss.evaluate(new double[3], new double[2]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("labels");
    }
  }

  private static Example changed(
      Example example,
      Map<String, Double> proxies,
      Map<String, Double> topology,
      boolean withSnip) {
    ArchitectureStatistics one = example.statistics();
    List<NodeStatistics> nodes =
        one.nodes().stream()
            .map(
                node -> {
                  ImmutableMap.Builder<String, Double> values = ImmutableMap.builder();
                  node.values()
                      .forEach(
                          (name, value) -> {
                            if (withSnip || !name.equals("snip")) {
                              values.put(name, value);
                            }
                          });
                  return new NodeStatistics(
                      node.index(),
                      node.slot(),
                      node.kind(),
                      node.shape(),
                      node.weights(),
                      node.live(),
                      node.nonFinite(),
                      values.build());
                })
            .toList();
    return new Example(
        new ArchitectureStatistics(
            one.architecture(), one.parameters(), one.flops(), one.depth(), nodes, proxies),
        topology);
  }

  @Test
  void examplesThatLackWhatItWasTrainedWith(@TempDir Path folder) {
    Example whole = Examples.learnable(1, 7).get(0);
    Map<String, Double> proxies = whole.statistics().proxies();
    List<Example> poor =
        List.of(
            changed(whole, proxies, whole.topology(), false),
            changed(whole, Map.of(), whole.topology(), true),
            changed(whole, proxies, Map.of(), true),
            changed(whole, Map.of(), Map.of(), false));
    List<String> lacking =
        List.of("statistic snip", "proxy zen", "topology", "statistic snip, proxy zen, topology");
    try (Predictor trained = Predictor.train(new LabelledExamples(TRAINING, LABELS), SETTINGS, 1)) {
      PredictorFiles.save(trained, Provenance.NONE, folder.resolve("model"));
      try (Predictor loaded = PredictorFiles.load(folder.resolve("model")).predictor()) {
        for (Predictor predictor : List.of(trained, loaded)) {
          predictor.score(List.of(whole));
          for (int i = 0; i < poor.size(); i++) {
            Example one = poor.get(i);
            for (ThrowingCallable call :
                List.<ThrowingCallable>of(
                    () -> predictor.score(List.of(whole, one)),
                    () -> predictor.scoreWithUncertainty(List.of(one), 2))) {
              assertThatThrownBy(call)
                  .isInstanceOf(InputException.class)
                  .hasMessage(
                      "example cell 0: found none of: %s; expected what the predictor was trained on"
                          .formatted(lacking.get(i)));
            }
          }
        }
      }
    }
  }

  private static List<Example> published(List<Architecture> cells, PublishedScores published) {
    List<Example> made = Examples.learnable(cells.size(), 5);
    return Example.all(
        Lists.transform(cells, cell -> made.get(cells.indexOf(cell)).statistics().as(cell.text())),
        cells,
        published,
        SPACE);
  }

  /**
   * A file that lacks some architectures was asked all the same; another file, or none, was not.
   */
  @Test
  void publishedProxies() {
    List<Architecture> cells =
        Stream.of(0, 3_000, 6_000, 9_000, 12_000, 15_000).map(SPACE::at).toList();
    Map<Architecture, Map<String, Double>> scores = new HashMap<>();
    for (int i = 0; i < 5; i++) {
      scores.put(cells.get(i), Map.of("published_synflow", (double) i));
    }
    PublishedScores file = new PublishedScores("cifar10", Set.of("published_synflow"), scores);
    List<Example> all = published(cells, file);
    try (Predictor predictor =
        Predictor.train(
            new LabelledExamples(all.subList(0, 5), new double[] {1, 2, 3, 4, 5}), SETTINGS, 1)) {
      assertThat(predictor.score(all)).hasSize(6);
      assertThatThrownBy(() -> predictor.score(published(cells, PublishedScores.NONE)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("proxy published_synflow");
    }
  }

  private static Example of(String space, Example example) {
    ArchitectureStatistics one = example.statistics();
    return new Example(
        new ArchitectureStatistics(
            one.architecture(),
            one.parameters(),
            one.flops(),
            one.depth(),
            one.nodes(),
            one.proxies(),
            new Recorded(space, Set.of("grad_norm", "snip", "synflow_bn"), Set.of("zen"))),
        example.topology());
  }

  @Test
  void architecturesOfAnotherSpace() {
    List<Example> ours = TRAINING.stream().map(one -> of("nasbench201", one)).toList();
    Example other = of("nasbench101", TRAINING.get(1));
    try (Predictor predictor = Predictor.train(new LabelledExamples(ours, LABELS), SETTINGS, 1)) {
      predictor.score(ours.subList(0, 1));
      assertThatThrownBy(() -> predictor.score(List.of(other)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("found one of space nasbench101, expected one of nasbench201");
    }
    assertThatThrownBy(
            () ->
                Predictor.train(
                    new LabelledExamples(List.of(ours.get(0), other), new double[] {1, 2}),
                    SETTINGS,
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("examples: found some of space");
    Architecture cell = SPACE.at(5);
    ArchitectureStatistics statistics = TRAINING.get(0).statistics().as(cell.text());
    assertThatThrownBy(
            () ->
                Example.all(
                    List.of(statistics), List.of(cell), PublishedScores.NONE, new NasBench101()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "architecture %s: found one of space nasbench201, expected one of nasbench101", cell);
    assertThatThrownBy(
            () ->
                Example.all(List.of(statistics), List.of(cell, cell), PublishedScores.NONE, SPACE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("statistics: found 1 for 2 architectures");
    assertThatThrownBy(
            () ->
                Example.all(List.of(statistics), List.of(SPACE.at(6)), PublishedScores.NONE, SPACE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("statistics: found those of " + cell);
    assertThat(
            Example.all(List.of(statistics), List.of(cell), PublishedScores.NONE, SPACE)
                .get(0)
                .topology())
        .isEqualTo(Topology.features(cell.representative().blueprint(SPACE.defaultSkeleton())));
  }

  /**
   * 300 are three forward passes, of which the last is short: neither the others nor the place may
   * matter.
   */
  @Test
  void uncertaintyDoesNotDependOnTheList() {
    List<Example> many = Examples.learnable(300, 9);
    try (Predictor predictor =
        Predictor.train(new LabelledExamples(TRAINING, LABELS), SETTINGS, 1)) {
      Scores together = predictor.scoreWithUncertainty(many, 3);
      for (int i : new int[] {0, 127, 128, 200, 299}) {
        Scores alone = predictor.scoreWithUncertainty(List.of(many.get(i)), 3);
        assertThat(alone.mean()[0]).isCloseTo(together.mean()[i], within(1e-5));
        assertThat(alone.standardDeviation()[0])
            .isCloseTo(together.standardDeviation()[i], within(1e-5));
      }
      assertThat(predictor.scoreWithUncertainty(many, 3).standardDeviation())
          .isEqualTo(together.standardDeviation());
      assertThat(together.standardDeviation()[0])
          .isNotCloseTo(
              predictor.scoreWithUncertainty(many, 4).standardDeviation()[0], within(1e-6));
    }
  }

  @Test
  void drawsAndFeatures() {
    try (Predictor predictor =
        Predictor.train(new LabelledExamples(TRAINING, LABELS), SETTINGS, 1)) {
      for (int draws : new int[] {0, -1}) {
        assertThatThrownBy(() -> predictor.scoreWithUncertainty(TRAINING, draws))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessage("draws: found %d, expected at least 1", draws);
      }
      assertThatThrownBy(() -> predictor.score(new double[2][1]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("features: found 1 in row 0, expected ");
    }
    assertThatThrownBy(() -> new Scores(new double[3], new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("standard deviations: found 2 for 3 scores");
  }

  @Test
  void aClosedPredictorAnswersNoMore(@TempDir Path folder) {
    Predictor predictor = Predictor.train(new LabelledExamples(TRAINING, LABELS), SETTINGS, 1);
    double[][] rows = {predictor.encoder().encode(TRAINING.get(0))};
    predictor.close();
    predictor.close();
    List<ThrowingCallable> calls =
        List.of(
            () -> predictor.score(TRAINING),
            () -> predictor.score(List.of()),
            () -> predictor.score(rows),
            () -> predictor.scoreWithUncertainty(TRAINING, 1),
            () -> predictor.gradients(rows),
            () -> predictor.drawnGradients(rows, 0),
            predictor::learntSignal,
            predictor::settings,
            predictor::encoder,
            () -> PredictorFiles.save(predictor, Provenance.NONE, folder.resolve("model")));
    assertThat(calls)
        .allSatisfy(
            call ->
                assertThatThrownBy(call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("predictor: closed"));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void closingWhileItScoresIsNoCrash() throws InterruptedException {
    double[] expected = null;
    for (int round = 0; round < 10; round++) {
      Predictor predictor = Predictor.train(new LabelledExamples(TRAINING, LABELS), SETTINGS, 1);
      double[] first = predictor.score(TRAINING);
      assertThat(expected == null || Arrays.equals(expected, first)).isTrue();
      expected = first;
      boolean[] right = {true};
      Thread scoring =
          new Thread(
              () -> {
                try {
                  while (true) {
                    right[0] &= Arrays.equals(first, predictor.score(TRAINING));
                  }
                } catch (IllegalStateException e) {
                  right[0] &= e.getMessage().equals("predictor: closed");
                }
              });
      scoring.start();
      Thread.sleep(5);
      predictor.close();
      scoring.join();
      assertThat(right[0]).isTrue();
    }
  }
}
