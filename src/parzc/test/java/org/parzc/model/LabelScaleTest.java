package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.parzc.Draws;
import org.parzc.Seeded;

/** Scales of labels. */
class LabelScaleTest {
  @Seeded(tries = 200)
  void everyScaleKeepsTheOrderAndStaysFinite(Draws draws) {
    LabelScale scale = draws.of(LabelScale.values());
    double[] labels =
        draws.list(2, 20, () -> draws.number(0, 100)).stream()
            .mapToDouble(label -> label)
            .toArray();
    double[] scaled = scale.scale(labels);
    assertThat(scaled).hasSameSizeAs(labels);
    for (int i = 0; i < labels.length; i++) {
      assertThat(scaled[i]).isFinite();
      for (int j = 0; j < labels.length; j++) {
        if (labels[i] <= labels[j]) {
          assertThat(scaled[i]).isLessThanOrEqualTo(scaled[j]);
        }
      }
    }
  }

  @Test
  void percentIsACopy() {
    double[] labels = {90, 10, 50};
    double[] scaled = LabelScale.PERCENT.scale(labels);
    assertThat(scaled).isEqualTo(labels).isNotSameAs(labels);
  }

  @Test
  void gaussianRanksAreNormalQuantilesAndTiesShareOne() {
    double[] scaled = LabelScale.GAUSSIAN_RANK.scale(new double[] {50, 99.9, 0});
    assertThat(scaled[0]).isCloseTo(0, within(1e-12));
    // Φ⁻¹(5/6)
    assertThat(scaled[1]).isCloseTo(0.9674215661017010, within(1e-9));
    assertThat(scaled[2]).isCloseTo(-0.9674215661017010, within(1e-9));
    double[] tied = LabelScale.GAUSSIAN_RANK.scale(new double[] {1, 5, 5, 9});
    assertThat(tied[1]).isEqualTo(tied[2]).isCloseTo(0, within(1e-12));
  }
}
