package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.parzc.blueprint.Slot;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/** How many digits rounding leaves. */
class SignificantDigitsTest {
  private static final ExtractionSettings SETTINGS = Cells.everything(ElementType.FLOAT32);

  private static ArchitectureStatistics measured(double snip, double nwot, double jacov) {
    return new ArchitectureStatistics(
        "a",
        1,
        1,
        1,
        List.of(
            new NodeStatistics(
                0,
                Slot.single("stem"),
                "conv3x3",
                List.of(1L),
                1,
                true,
                0,
                Map.of("snip", snip, "nwot", nwot))),
        Map.of("jacov", jacov));
  }

  private static double digits(double value, double changed) {
    return SignificantDigits.of(SETTINGS, measured(value, 1, 1), List.of(measured(changed, 1, 1)))
        .nodes()
        .get(0)
        .get("snip");
  }

  @Test
  void digitsCountTheRelativeChange() {
    assertThat(digits(2, 2.02)).isCloseTo(2, within(1e-9));
    assertThat(digits(-2e30, -2e30 + 2e27)).isCloseTo(3, within(1e-9));
    assertThat(digits(1e-9, 1e-8)).isCloseTo(Math.log10(1 / 9.0), within(1e-9));
    assertThat(digits(5, 5)).isEqualTo(SignificantDigits.MOST).isCloseTo(15.95, within(0.01));
    assertThat(digits(0, 0)).isEqualTo(SignificantDigits.MOST);
    assertThat(digits(0, 1e-30)).isNegative().isInfinite();
  }

  @Test
  void aLogarithmIsComparedByItsChange() {
    SignificantDigits digits =
        SignificantDigits.of(SETTINGS, measured(1, 90, 1), List.of(measured(1, 90.5, 1)));
    assertThat(digits.nodes().get(0).get("nwot")).isCloseTo(-Math.log10(0.5), within(1e-9));
    assertThat(digits.noisyNodes()).containsExactly(Map.entry("nwot", 1));
  }

  @Test
  void theLargestChangeCounts() {
    assertThat(
            SignificantDigits.of(
                    SETTINGS,
                    measured(1, 1, 100),
                    List.of(measured(1, 1, 100), measured(1, 1, 99), measured(1, 1, 100.1)))
                .proxies()
                .get("jacov"))
        .isCloseTo(2, within(1e-9));
  }

  @Test
  void whatIsNotFiniteIsReproducedOrIsNot() {
    double infinite = Double.POSITIVE_INFINITY;
    assertThat(digits(infinite, infinite)).isEqualTo(SignificantDigits.MOST);
    assertThat(digits(Double.NaN, Double.NaN)).isEqualTo(SignificantDigits.MOST);
    assertThat(digits(infinite, 1)).isLessThan(SignificantDigits.NOISE);
    assertThat(digits(1, Double.NaN)).isLessThan(SignificantDigits.NOISE);
    assertThat(digits(Double.NaN, 1)).isLessThan(SignificantDigits.NOISE);
    assertThat(digits(infinite, -infinite)).isLessThan(SignificantDigits.NOISE);
  }

  /**
   * A weight that batch norm follows has Σ w·g ≈ 0: in float32 what is left is rounding, in float64
   * it is not.
   */
  @Test
  void plainIsNoiseBeforeBatchNormInFloat32Alone() {
    for (ElementType type : ElementType.values()) {
      List<Double> normalised = new ArrayList<>();
      try (Extractor extractor = new Extractor(Cells.everything(type), Device.cpu())) {
        ArchitectureStatistics measured = extractor.extract(Cells.MIXED);
        SignificantDigits digits = extractor.significantDigits(Cells.MIXED, measured);
        measured.nodes().stream()
            .filter(node -> node.live() && node.slot().name().contains("cell"))
            .forEach(node -> normalised.add(digits.nodes().get(node.index()).get("plain")));
        digits.nodes().forEach(node -> assertThat(node.get("l2_norm")).isGreaterThan(6));
        assertThat(digits.nodes().get(measured.nodes().size() - 1).get("plain")).isGreaterThan(3);
      }
      assertThat(normalised).isNotEmpty();
      if (type == ElementType.FLOAT32) {
        assertThat(normalised).filteredOn(one -> one < SignificantDigits.NOISE).isNotEmpty();
      } else {
        assertThat(normalised).allMatch(one -> one > SignificantDigits.NOISE);
      }
    }
  }

  @Test
  void aSurveyAddsUp() {
    try (Extractor extractor = new Extractor(SETTINGS, Device.cpu())) {
      Architecture other =
          Cells.SPACE.parse(
              "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|"
                  + "+|skip_connect~0|nor_conv_1x1~1|nor_conv_3x3~2|");
      RoundingSurvey both = RoundingSurvey.of(extractor, List.of(Cells.MIXED, other));
      int nodes = 0;
      int noisy = 0;
      for (Architecture one : List.of(Cells.MIXED, other)) {
        SignificantDigits digits = extractor.significantDigits(one, extractor.extract(one));
        nodes += digits.nodes().size();
        noisy +=
            (int)
                digits.nodes().stream()
                    .filter(node -> node.get("plain") < SignificantDigits.NOISE)
                    .count();
      }
      assertThat(both.networks()).isEqualTo(2);
      assertThat(both.nodes()).isEqualTo(nodes);
      assertThat(noisy).isPositive();
      assertThat(both.noisyNodes()).containsEntry("plain", noisy);
      assertThat(both.line())
          .startsWith("rounding noise in 2 networks of %d nodes: ".formatted(nodes))
          .contains("plain in %d node".formatted(noisy));
    }
  }

  @Test
  void aSurveySaysWhatItCouldNotMeasure() {
    Skeleton enormous =
        new Skeleton(60_000, 5, SETTINGS.skeleton().classes(), SETTINGS.skeleton().input());
    ExtractionSettings settings =
        new ExtractionSettings(
            SETTINGS.space(),
            enormous,
            new Minibatches(SETTINGS.minibatches().images(), 2, 2),
            1,
            ElementType.FLOAT32,
            SETTINGS.statistics(),
            SETTINGS.proxies());
    try (Extractor extractor = new Extractor(settings, Device.cpu())) {
      assertThat(RoundingSurvey.of(extractor, List.of(Cells.MIXED)).line())
          .isEqualTo(
              "rounding noise in 0 networks of 0 nodes: none; 1 network could not be measured"
                  + " again");
    }
  }
}
