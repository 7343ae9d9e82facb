package org.parzc.rankers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.parzc.blueprint.Slot;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.RankQuality;
import org.parzc.evaluation.Split;
import org.parzc.labels.PublishedScores;
import org.parzc.model.Examples;
import org.parzc.model.PredictorSettings;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.ZeroCostProxy;

/** The rankers, and the ranking they end in. */
@Tag("slow")
class RankersTest {
  private static final List<Example> TRAINING = Examples.learnable(120, 1);
  private static final List<Example> TEST = Examples.learnable(80, 2);
  private static final LabelledExamples NOTHING = new LabelledExamples(List.of(), new double[0]);

  private static double tau(Ranker ranker) {
    double[] scores =
        ranker.rank(new LabelledExamples(TRAINING, Examples.labels(TRAINING)), TEST, 1).mean();
    return RankQuality.of(scores, Examples.labels(TEST)).tau();
  }

  @Test
  void ridgeRecoversALinearRelation() {
    assertThat(tau(new RidgeRanker())).isGreaterThan(0.9);
  }

  @Test
  void ridgeOnLabelsThatMeanNothingStaysAtChance() {
    double[] noise = new Random(4).doubles(TRAINING.size()).toArray();
    double[] scores = new RidgeRanker().rank(new LabelledExamples(TRAINING, noise), TEST, 1).mean();
    assertThat(RankQuality.of(scores, Examples.labels(TEST)).tau()).isBetween(-0.5, 0.5);
    assertThat(Arrays.stream(scores).boxed()).allMatch(Double::isFinite);
  }

  @Test
  void ridgeWithoutFeaturesGivesEqualScores() {
    List<Example> same = List.of(TRAINING.get(0), TRAINING.get(0));
    assertThat(
            new RidgeRanker().rank(new LabelledExamples(same, new double[] {1, 2}), TEST, 1).mean())
        .hasSize(80)
        .containsOnly(0);
  }

  @Test
  void mabnRanksByWhatItLearned() {
    assertThat(new MabnRanker(PredictorSettings.recommended()).name()).isEqualTo("MABN default");
    assertThat(tau(new MabnRanker(PredictorSettings.recommended()))).isGreaterThan(0.7);
  }

  private static NodeStatistics node(Map<String, Double> values) {
    return new NodeStatistics(0, Slot.single("stem"), "conv3x3", List.of(1L), 1, true, 0, values);
  }

  @Test
  void proxiesAreSizesSumsAndNetworkScores() {
    ArchitectureStatistics one =
        new ArchitectureStatistics(
            "a",
            7,
            11,
            2,
            List.of(node(Map.of("snip", 2.0)), node(Map.of("snip", 3.0, "nwot", 5.0))),
            Map.of("zen", -1.0));
    ArchitectureStatistics other =
        new ArchitectureStatistics("b", 8, 12, 2, List.of(node(Map.of())), Map.of());
    List<ProxyRanker> rankers = ProxyRanker.all(List.of(one, other));
    assertThat(rankers)
        .extracting(Ranker::name)
        .containsExactly("#params", "FLOPs", "Σ snip", "Σ nwot", "zen");
    List<Example> examples = List.of(new Example(one, Map.of()), new Example(other, Map.of()));
    List<double[]> scores =
        rankers.stream().map(ranker -> ranker.rank(NOTHING, examples, 1).mean()).toList();
    assertThat(scores.get(0)).containsExactly(7, 8);
    assertThat(scores.get(1)).containsExactly(11, 12);
    assertThat(scores.get(2)).containsExactly(5, Double.NaN);
    assertThat(scores.get(3)).containsExactly(5, Double.NaN);
    assertThat(scores.get(4)).containsExactly(-1, Double.NaN);
  }

  @Test
  void proxiesWithADirectionAreThoseOfTheRegistryThatDoNotCancel() {
    ArchitectureStatistics one =
        new ArchitectureStatistics(
            "a",
            7,
            11,
            2,
            List.of(
                node(Map.of("plain", 1.0)),
                node(Map.of("grasp", 1.0)),
                node(Map.of("snip", 2.0)),
                node(Map.of("nwot", 1.0)),
                node(Map.of("unheard_of", 1.0))),
            Map.of(PublishedScores.PREFIX + "zen", 1.0));
    ArchitectureStatistics other =
        new ArchitectureStatistics("b", 7, 11, 2, List.of(), Map.of("jacov", 1.0));
    assertThat(ZeroCostProxy.directed(List.of(one, other)))
        .extracting(ZeroCostProxy::name)
        .containsExactly("#params", "FLOPs", "Σ snip", "Σ nwot", "jacov");
  }

  private static Example network(long parameters, long flops, double zen) {
    return new Example(
        new ArchitectureStatistics("a", parameters, flops, 1, List.of(), Map.of("zen", zen)),
        Map.of());
  }

  @Test
  void rankAverageByHand() {
    List<Example> candidates =
        List.of(
            network(10, 1, 0.5),
            network(20, 1, Double.NaN),
            network(30, 9, -1e300),
            network(40, 1, Double.NaN));
    RankAverage ranker = RankAverage.of(candidates.stream().map(Example::statistics).toList());
    assertThat(ranker.name()).isEqualTo("rank average");
    // Ranks by #params 1 2 3 4, by FLOPs 2 2 4 2, by zen 4 1.5 3 1.5.
    assertThat(ranker.rank(NOTHING, candidates, 1).mean())
        .containsExactly(new double[] {7 / 3.0, 5.5 / 3, 10 / 3.0, 7.5 / 3}, within(1e-12));
  }

  @Test
  void treesRankByWhatTheyLearned() {
    assertThat(tau(BoostedTreesRanker.onNodes())).isGreaterThan(0.7);
    // A proxy that points the wrong way.
    double[] labels =
        TRAINING.stream().mapToDouble(one -> -one.statistics().proxies().get("zen")).toArray();
    double[] scores =
        BoostedTreesRanker.onProxies().rank(new LabelledExamples(TRAINING, labels), TEST, 1).mean();
    assertThat(
            RankQuality.of(
                    scores,
                    TEST.stream()
                        .mapToDouble(one -> -one.statistics().proxies().get("zen"))
                        .toArray())
                .tau())
        .isGreaterThan(0.8);
  }

  @Test
  void treesWithoutAFeatureThatDiffersGiveEqualScores() {
    List<Example> same = List.of(TRAINING.get(0), TRAINING.get(0), TRAINING.get(0));
    for (Ranker ranker : List.of(BoostedTreesRanker.onNodes(), BoostedTreesRanker.onProxies())) {
      double[] scores =
          ranker.rank(new LabelledExamples(same, new double[] {1, 2, 3}), TEST, 1).mean();
      assertThat(scores).hasSize(80);
      assertThat(Arrays.stream(scores).distinct()).hasSize(1).allMatch(Double::isFinite);
    }
  }

  @Test
  void whatWasNotMeasuredIsMissing() {
    List<Example> gaps =
        IntStream.range(0, TRAINING.size())
            .mapToObj(
                i ->
                    i % 3 > 0
                        ? TRAINING.get(i)
                        : new Example(
                            new ArchitectureStatistics(
                                "gap", 100, 1000, 3, List.of(), Map.of("zen", Double.NaN)),
                            Map.of()))
            .toList();
    double[] labels = Examples.labels(TRAINING);
    for (Ranker ranker :
        Rankers.all(TRAINING.stream().map(Example::statistics).toList(), List.of())) {
      assertThat(ranker.rank(new LabelledExamples(gaps, labels), gaps, 1).mean())
          .as(ranker.name())
          .hasSize(gaps.size());
    }
    for (Ranker ranker : List.of(BoostedTreesRanker.onNodes(), BoostedTreesRanker.onProxies())) {
      assertThat(
              Arrays.stream(ranker.rank(new LabelledExamples(gaps, labels), gaps, 1).mean())
                  .boxed())
          .as(ranker.name())
          .allMatch(Double::isFinite);
    }
    double[] scores =
        BoostedTreesRanker.onNodes().rank(new LabelledExamples(gaps, labels), TEST, 1).mean();
    assertThat(RankQuality.of(scores, Examples.labels(TEST)).tau()).isGreaterThan(0.4);
  }

  @Test
  void threadsAndRepetitionChangeNoTable() {
    List<ArchitectureStatistics> sample = TRAINING.stream().map(Example::statistics).toList();
    List<Ranker> rankers = Rankers.all(sample, List.of());
    Evaluation evaluation =
        Evaluation.of(new LabelledExamples(TRAINING, Examples.labels(TRAINING)));
    List<Split> splits = Split.draw(TRAINING.size(), 2, 1);
    List<Evaluation.Row> alone = evaluation.run(rankers, List.of(2, 40), splits, 1, () -> {});
    assertThat(
            evaluation.run(rankers, List.of(2, 40), splits, 3, () -> {}).stream()
                .map(Evaluation.Row::qualities))
        .containsExactlyElementsOf(alone.stream().map(Evaluation.Row::qualities).toList());
    assertThat(alone)
        .extracting(Evaluation.Row::ranker)
        .startsWith(
            "ridge", "XGBoost on nodes", "XGBoost on proxies", "rank average", "#params", "FLOPs");
  }

  @Test
  void importanceNamesTheFeaturesThatTheLabelsAreMadeOf() {
    NamedFeatures features = NamedFeatures.ofNodes(TRAINING);
    try (BoostedTrees trees =
        BoostedTrees.train(
            features.names(), features.rows(TRAINING), Examples.labels(TRAINING), 1)) {
      List<Map.Entry<String, Double>> ordered =
          trees.importance().entrySet().stream()
              .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
              .toList();
      assertThat(ordered)
          .extracting(Map.Entry::getKey)
          .startsWith("slot:stage1.0->3:snip", "slot:stage1.1->3:snip");
    }
  }

  @Test
  void everyPresetIsARanker() {
    assertThat(
            Rankers.all(
                List.of(), List.of(PredictorSettings.recommended(), PredictorSettings.paper())))
        .extracting(Ranker::name)
        .startsWith("MABN default", "MABN paper", "ridge");
  }
}
