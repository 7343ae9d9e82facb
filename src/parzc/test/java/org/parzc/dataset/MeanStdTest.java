package org.parzc.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Repeated measurements in two numbers. */
class MeanStdTest {
  @Test
  void theStandardDeviationIsTheUnbiasedOne() {
    MeanStd summary = MeanStd.of(DoubleStream.of(1, 2, 3, 4));
    assertThat(summary.mean()).isEqualTo(2.5);
    assertThat(summary.std()).isCloseTo(Math.sqrt(5.0 / 3), within(1e-15));
  }

  @Test
  void aSingleValueHasNoSpread() {
    assertThat(MeanStd.of(DoubleStream.of(0.4))).isEqualTo(new MeanStd(0.4, 0));
  }

  @Test
  void whatIsUndefinedStaysUndefined() {
    assertThat(MeanStd.of(DoubleStream.empty())).isEqualTo(new MeanStd(Double.NaN, Double.NaN));
    assertThat(MeanStd.of(DoubleStream.of(1, Double.NaN)))
        .isEqualTo(new MeanStd(Double.NaN, Double.NaN));
    assertThat(MeanStd.of(DoubleStream.of(Double.NaN)).std()).isNaN();
  }
}
