package org.parzc.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parzc.model.Example;
import org.parzc.model.Examples;
import org.parzc.model.MabnSettings;
import org.parzc.model.Scores;
import org.parzc.space.Slot;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/** The rankers, and the ranking they end in. */
class RankersTest {
  private static final List<Example> TRAINING = Examples.learnable(120, 1);
  private static final List<Example> TEST = Examples.learnable(80, 2);

  private static double tau(Ranker ranker) {
    double[] scores = ranker.rank(TRAINING, Examples.labels(TRAINING), TEST, 1);
    return RankQuality.of(scores, Examples.labels(TEST)).tau();
  }

  @Test
  void ridgeRecoversALinearRelation() {
    assertThat(tau(new RidgeRanker())).isGreaterThan(0.9);
  }

  @Test
  void ridgeOnLabelsThatMeanNothingStaysAtChance() {
    double[] noise = new Random(4).doubles(TRAINING.size()).toArray();
    double[] scores = new RidgeRanker().rank(TRAINING, noise, TEST, 1);
    assertThat(RankQuality.of(scores, Examples.labels(TEST)).tau()).isBetween(-0.5, 0.5);
    assertThat(Arrays.stream(scores).boxed()).allMatch(Double::isFinite);
  }

  @Test
  void ridgeWithoutFeaturesGivesEqualScores() {
    List<Example> same = List.of(TRAINING.get(0), TRAINING.get(0));
    assertThat(new RidgeRanker().rank(same, new double[] {1, 2}, TEST, 1)).hasSize(80).containsOnly(0);
  }

  @Test
  void mabnRanksByWhatItLearned() {
    assertThat(new MabnRanker(MabnSettings.recommended()).name()).isEqualTo("MABN default");
    assertThat(tau(new MabnRanker(MabnSettings.recommended()))).isGreaterThan(0.7);
  }

  private static NodeStatistics node(Map<String, Double> values) {
    return new NodeStatistics(0, Slot.single("stem"), "conv3x3", List.of(1L), 1, true, 0, values);
  }

  @Test
  void proxiesAreSizesSumsAndNetworkScores() {
    ArchitectureStatistics one = new ArchitectureStatistics("a", 7, 11, 2,
        List.of(node(Map.of("snip", 2.0)), node(Map.of("snip", 3.0, "nwot", 5.0))), Map.of("zen", -1.0));
    ArchitectureStatistics other = new ArchitectureStatistics("b", 8, 12, 2, List.of(node(Map.of())), Map.of());
    List<Ranker> rankers = ProxyRanker.all(List.of(one, other));
    assertThat(rankers).extracting(Ranker::name).containsExactly("#params", "FLOPs", "Σ snip", "Σ nwot", "zen");
    List<Example> examples = List.of(new Example(one, Map.of()), new Example(other, Map.of()));
    List<double[]> scores = rankers.stream().map(ranker -> ranker.rank(List.of(), new double[0], examples, 1)).toList();
    assertThat(scores.get(0)).containsExactly(7, 8);
    assertThat(scores.get(1)).containsExactly(11, 12);
    assertThat(scores.get(2)).containsExactly(5, Double.NaN);
    assertThat(scores.get(3)).containsExactly(5, Double.NaN);
    assertThat(scores.get(4)).containsExactly(-1, Double.NaN);
  }

  @Test
  void aRankingIsInOrderOfTheScores() {
    List<RankedArchitecture> ranked = RankedArchitecture.order(List.of("a", "b", "c"),
        new Scores(new double[] {1, 3, 2}, new double[] {0.1, 0.3, 0.2}));
    assertThat(ranked).containsExactly(new RankedArchitecture(1, "b", 3, 0.3), new RankedArchitecture(2, "c", 2, 0.2),
        new RankedArchitecture(3, "a", 1, 0.1));
  }

  @Test
  void tiesAreInOrderOfTheText() {
    List<RankedArchitecture> ranked = RankedArchitecture.order(List.of("c", "a", "b"),
        new Scores(new double[] {0.0, -0.0, 0.0}, new double[3]));
    assertThat(ranked).extracting(RankedArchitecture::architecture).containsExactly("a", "b", "c");
    assertThat(ranked).extracting(RankedArchitecture::rank).containsExactly(1, 2, 3);
  }

  @Test
  void aScoreThatIsNoNumberIsLast() {
    List<RankedArchitecture> ranked = RankedArchitecture.order(List.of("a", "b", "c"),
        new Scores(new double[] {Double.NaN, -5, 2}, new double[3]));
    assertThat(ranked).extracting(RankedArchitecture::architecture).containsExactly("c", "b", "a");
  }
}
