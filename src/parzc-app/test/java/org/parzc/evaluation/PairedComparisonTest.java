package org.parzc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Paired differences in Kendall's τ. */
class PairedComparisonTest {
  private static Evaluation.Row row(String ranker, int budget, double... taus) {
    return new Evaluation.Row(
        ranker,
        budget,
        IntStream.range(0, taus.length)
            .mapToObj(
                i ->
                    new Evaluation.Result(
                        i, 100, new RankQuality(taus[i], 0, 0, 0, 0, 0), null, 0, null))
            .toList());
  }

  private static PairedComparison of(double[] one, double... other) {
    return PairedComparison.of(row("one", 10, one), row("other", 10, other));
  }

  @Test
  void valuesByHand() {
    PairedComparison won = of(new double[] {0.5, 0.6, 0.7, 0.8, 0.9}, 0.4, 0.5, 0.6, 0.7, 0.8);
    assertThat(won.difference()).isCloseTo(0.1, within(1e-12));
    assertThat(won.low()).isCloseTo(0.1, within(1e-12));
    assertThat(won.high()).isCloseTo(0.1, within(1e-12));
    assertThat(List.of(won.signTest().wins(), won.signTest().losses(), won.signTest().ties()))
        .containsExactly(5, 0, 0);
    // Five heads or five tails out of five: 2 / 32.
    assertThat(won.signTest().p()).isCloseTo(2 / 32.0, within(1e-12));
  }

  @Test
  void tiesAreDroppedFromTheSignTest() {
    PairedComparison comparison =
        of(new double[] {0.5, 0.5, 0.6, 0.7, 0.1}, 0.5, 0.5, 0.5, 0.5, 0.5);
    assertThat(
            List.of(
                comparison.signTest().wins(),
                comparison.signTest().losses(),
                comparison.signTest().ties()))
        .containsExactly(2, 1, 2);
    assertThat(comparison.signTest().p()).isCloseTo(1, within(1e-12));
    // Nine of ten: 2 (1 + 10) / 1024.
    assertThat(of(new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1, -1, 0}, new double[11]).signTest().p())
        .isCloseTo(22 / 1024.0, within(1e-12));
  }

  @Test
  void evenRankersAreNoEvidence() {
    assertThat(of(new double[] {1, -1}, 0, 0).signTest().p()).isCloseTo(1, within(1e-12));
    assertThat(of(new double[] {1, 1, 1, -1, -1, -1}, new double[6]).signTest().p())
        .isCloseTo(1, within(1e-12));
    assertThat(of(new double[] {0.5, 0.5}, 0.5, 0.5).signTest().p()).isEqualTo(1);
  }

  @Test
  void theIntervalIsThatOfAMean() {
    double[] one = new Random(3).doubles(200, 0, 1).toArray();
    PairedComparison comparison = of(one, new double[200]);
    // A mean of 200 uniform numbers has standard deviation 1 / √12 / √200 ≈ 0.0204.
    assertThat(comparison.high() - comparison.low()).isCloseTo(2 * 1.96 * 0.0204, within(0.012));
    assertThat(comparison.low() + comparison.high())
        .isCloseTo(2 * comparison.difference(), within(0.01));
    assertThat(of(one, new double[200])).isEqualTo(comparison);
  }

  @Test
  void changingSidesChangesTheSign() {
    double[] one = {0.2, 0.5, 0.9, 0.4};
    double[] other = {0.3, 0.1, 0.5, 0.3};
    PairedComparison forth = of(one, other);
    PairedComparison back = of(other, one);
    assertThat(back.difference()).isCloseTo(-forth.difference(), within(1e-12));
    assertThat(back.low()).isCloseTo(-forth.high(), within(0.01));
    assertThat(back.signTest().p()).isEqualTo(forth.signTest().p());
    assertThat(back.signTest().wins()).isEqualTo(forth.signTest().losses());
  }

  @Test
  void eachNamedRankerMeetsAllOthersOfItsBudget() {
    List<Evaluation.Row> rows =
        List.of(
            row("a", 10, 0.1),
            row("b", 10, 0.2),
            row("c", 10, 0.3),
            row("a", 20, 0.4),
            row("b", 20, 0.5),
            row("c", 20, 0.6));
    assertThat(
            PairedComparison.all(rows, List.of("b")).stream()
                .map(one -> one.budget() + " " + one.ranker() + " " + one.against()))
        .containsExactly("10 b a", "10 b c", "20 b a", "20 b c");
    assertThat(PairedComparison.all(rows, List.of("a", "b"))).hasSize(8);
  }
}
