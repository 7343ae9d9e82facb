package org.parzc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parzc.model.LabelScale;
import org.parzc.model.Scores;

/** Uncertainty calibration. */
class CalibrationTest {
  @Test
  void byHand() {
    // Gaussian ranks of three labels are −z, 0, z with z = Φ⁻¹(5/6) = 0.9674.
    Calibration calibration =
        Calibration.of(
            new Scores(new double[] {-0.9674, 0.5, 3}, new double[] {0.1, 0.3, 0.9}),
            new double[] {10, 70, 90});
    assertThat(calibration.withinOne()).isCloseTo(1 / 3.0, within(1e-12));
    assertThat(calibration.withinTwo()).isCloseTo(2 / 3.0, within(1e-12));
    assertThat(calibration.errorCorrelation()).isCloseTo(1, within(1e-12));
  }

  @Test
  void errorsDrawnWithTheStandardDeviationsAreCoveredAsOftenAsTheNormalDistributionSays() {
    Random random = new Random(1);
    double[] labels = random.doubles(4000).toArray();
    double[] truth = LabelScale.GAUSSIAN_RANK.scale(labels);
    double[] deviation = random.doubles(labels.length, 0.1, 2).toArray();
    double[] mean = new double[labels.length];
    Arrays.setAll(mean, i -> truth[i] + deviation[i] * random.nextGaussian());
    Calibration calibration = Calibration.of(new Scores(mean, deviation), labels);
    assertThat(calibration.withinOne()).isCloseTo(0.683, within(0.03));
    assertThat(calibration.withinTwo()).isCloseTo(0.954, within(0.015));
    assertThat(calibration.errorCorrelation()).isBetween(0.3, 0.7);
  }

  @Test
  void equalStandardDeviationsSayNothing() {
    assertThat(
            Calibration.of(
                    new Scores(new double[] {1, 2, 3}, new double[] {1, 1, 1}),
                    new double[] {1, 2, 3})
                .errorCorrelation())
        .isNaN();
  }

  @Test
  void theCurveCountsErrorsWithinIntervalsOfANormalDistribution() {
    // The only errors are 0 and 1.2 standard deviations, within which 77 % of a normal distribution
    // lie.
    double[] truth = LabelScale.GAUSSIAN_RANK.scale(new double[] {1, 2});
    double[] curve =
        Calibration.curve(
            new Scores(new double[] {truth[0], truth[1] + 1.2}, new double[] {1, 1}),
            new double[] {1, 2},
            new double[] {0, 0.5, 0.76, 0.78, 0.99});
    assertThat(curve).containsExactly(0.5, 0.5, 0.5, 1, 1);
  }

  @Test
  void meansAreThoseOfEachNumber() {
    assertThat(
            Calibration.mean(
                List.of(new Calibration(0.25, 0.5, 1), new Calibration(0.75, 0.25, 0.5))))
        .contains(new Calibration(0.5, 0.375, 0.75));
    assertThat(Calibration.mean(List.of())).isEmpty();
  }
}
