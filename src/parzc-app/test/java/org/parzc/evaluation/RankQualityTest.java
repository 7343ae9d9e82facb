package org.parzc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.hipparchus.stat.correlation.KendallsCorrelation;
import org.hipparchus.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;
import org.parzc.Draws;
import org.parzc.InputException;
import org.parzc.Seeded;

/** Quality of an order of architectures. */
class RankQualityTest {
  private static final double[] LABELS = {10, 20, 30, 40, 50};

  @Test
  void valuesByHand() {
    // One of the ten pairs is in the wrong order.
    RankQuality quality = RankQuality.of(new double[] {1, 2, 4, 3, 5}, LABELS);
    assertThat(quality.tau()).isCloseTo(0.8, within(1e-12));
    assertThat(quality.rho()).isCloseTo(0.9, within(1e-12));
    assertThat(quality.precisionAt1Percent()).isEqualTo(1);
    assertThat(quality.precisionAt5Percent()).isEqualTo(1);
    assertThat(quality.precisionAt10()).isEqualTo(1);
    assertThat(quality.bestInTopTen()).isEqualTo(50);
  }

  @Test
  void aPerfectAndAReversedOrder() {
    assertThat(RankQuality.of(LABELS, LABELS)).isEqualTo(new RankQuality(1, 1, 1, 1, 1, 50));
    RankQuality reversed = RankQuality.of(Arrays.stream(LABELS).map(y -> -y).toArray(), LABELS);
    assertThat(reversed.tau()).isEqualTo(-1);
    assertThat(reversed.rho()).isCloseTo(-1, within(1e-12));
    assertThat(reversed.precisionAt5Percent()).isZero();
  }

  @Test
  void correlationsWithConstantsAreUndefined() {
    RankQuality quality = RankQuality.of(new double[5], LABELS);
    assertThat(quality.tau()).isNaN();
    assertThat(quality.rho()).isNaN();
    assertThat(RankQuality.of(new double[] {0.0, -0.0, 0.0, -0.0, 0.0}, LABELS)).isEqualTo(quality);
    assertThat(RankQuality.of(LABELS, new double[] {3, 3, 3, 3, 3}).tau()).isNaN();
  }

  @Test
  void whatIsNoNumberIsTheWorst() {
    RankQuality worst = RankQuality.of(new double[] {Double.NaN, 1, 2, 3, 4}, LABELS);
    assertThat(worst.tau()).isEqualTo(1);
    assertThat(RankQuality.of(new double[] {Double.NEGATIVE_INFINITY, 1, 2, 3, 4}, LABELS))
        .isEqualTo(worst);
    RankQuality wrong = RankQuality.of(new double[] {1, 2, 3, 4, Double.NaN}, LABELS);
    assertThat(wrong.tau()).isCloseTo(0.2, within(1e-12));
    assertThat(wrong.precisionAt1Percent()).isZero();
    assertThat(RankQuality.of(new double[] {1, 2, 3, 4, Double.POSITIVE_INFINITY}, LABELS).tau())
        .isEqualTo(1);
    double[] nothing = new double[5];
    Arrays.fill(nothing, Double.NaN);
    assertThat(RankQuality.of(nothing, LABELS).tau()).isNaN();
  }

  @Test
  void refusesLabelsThatHaveNoOrder() {
    assertThatThrownBy(() -> RankQuality.of(new double[3], LABELS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("labels: found 5 for 3 scores, expected one of each");
    assertThatThrownBy(() -> RankQuality.of(new double[1], new double[1]))
        .isInstanceOf(InputException.class)
        .hasMessage("labels: found 1, expected at least 2");
    assertThatThrownBy(() -> RankQuality.of(new double[2], new double[] {1, Double.NaN}))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("NaN at position 2");
  }

  @Test
  void topsAreSharesOfTheArchitecturesOrTen() {
    double[] labels = IntStream.range(0, 200).mapToDouble(i -> i).toArray();
    double[] scores = labels.clone();
    // Of the ten best, 190 to 199, 199 and 191 are predicted to be the worst.
    scores[199] = -1;
    scores[191] = -2;
    RankQuality quality = RankQuality.of(scores, labels);
    assertThat(quality.precisionAt1Percent()).isEqualTo(1 / 2.0);
    assertThat(quality.precisionAt5Percent()).isEqualTo(8 / 10.0);
    assertThat(quality.precisionAt10()).isEqualTo(8 / 10.0);
    assertThat(quality.bestInTopTen()).isEqualTo(198);
    double[] many = IntStream.range(0, 1000).mapToDouble(i -> i).toArray();
    double[] misled = Arrays.stream(many).map(y -> y < 958 ? y : y - 1000).toArray();
    assertThat(RankQuality.of(misled, many).precisionAt5Percent()).isEqualTo(8 / 50.0);
    assertThat(RankQuality.of(misled, many).precisionAt10()).isZero();
    assertThat(RankQuality.of(misled, many).bestInTopTen()).isEqualTo(957);
  }

  @Test
  void equalScoresAtTheEdgeAreTakenInTheirOrder() {
    double[] labels = IntStream.range(0, 30).mapToDouble(i -> i).toArray();
    assertThat(RankQuality.of(new double[30], labels).bestInTopTen()).isEqualTo(9);
  }

  @Seeded(tries = 200)
  void agreesWithALibraryWithTies(Draws draws) {
    int count = draws.whole(3, 40);
    double[] scores = draws.ints(count, 0, 8).asDoubleStream().toArray();
    double[] labels = draws.ints(count, 0, 8).asDoubleStream().toArray();
    scores[0] = 9;
    labels[1] = 9;
    RankQuality quality = RankQuality.of(scores, labels);
    assertThat(quality.tau())
        .isCloseTo(new KendallsCorrelation().correlation(scores, labels), within(1e-12));
    assertThat(quality.rho())
        .isCloseTo(new SpearmansCorrelation().correlation(scores, labels), within(1e-12));
    assertThat(RankQuality.of(Arrays.stream(scores).map(Math::exp).toArray(), labels))
        .isEqualTo(quality);
  }
}
