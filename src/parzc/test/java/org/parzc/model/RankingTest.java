package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Rankings are in the order of the scores. */
class RankingTest {
  @Test
  void aRankingIsInOrderOfTheScores() {
    List<RankedArchitecture> ranked =
        Ranking.of(
                List.of("a", "b", "c"),
                new Scores(new double[] {1, 3, 2}, new double[] {0.1, 0.3, 0.2}))
            .architectures();
    assertThat(ranked)
        .containsExactly(
            new RankedArchitecture(1, "b", 3, 0.3),
            new RankedArchitecture(2, "c", 2, 0.2),
            new RankedArchitecture(3, "a", 1, 0.1));
  }

  @Test
  void tiesAreInOrderOfTheText() {
    List<RankedArchitecture> ranked =
        Ranking.of(List.of("c", "a", "b"), new Scores(new double[] {0.0, -0.0, 0.0}, new double[3]))
            .architectures();
    assertThat(ranked).extracting(RankedArchitecture::architecture).containsExactly("a", "b", "c");
    assertThat(ranked).extracting(RankedArchitecture::rank).containsExactly(1, 2, 3);
  }

  @Test
  void aScoreThatIsNoNumberIsLast() {
    List<RankedArchitecture> ranked =
        Ranking.of(
                List.of("a", "b", "c"), new Scores(new double[] {Double.NaN, -5, 2}, new double[3]))
            .architectures();
    assertThat(ranked).extracting(RankedArchitecture::architecture).containsExactly("c", "b", "a");
  }
}
