package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Scales of labels. */
class LabelScaleTest {
  @Property(tries = 200)
  void everyScaleKeepsTheOrderAndStaysFinite(@ForAll LabelScale scale,
      @ForAll @Size(min = 2, max = 20) double @DoubleRange(min = 0, max = 100) [] labels) {
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
