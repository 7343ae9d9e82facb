package org.parzc.gpucheck;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Maps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.extraction.SignificantDigits;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/**
 * Values agree if they differ by no more than their rounding, and by no more in float64 than 1e-9
 * where that is less.
 */
@Tag("slow")
class AgreementTest {
  private static final Extent LITTLE = Extent.little();

  /** Returns the statistics with one value of the first node changed. */
  private static ArchitectureStatistics with(
      ArchitectureStatistics measured, String name, UnaryOperator<Double> change) {
    NodeStatistics first = measured.nodes().get(0);
    Map<String, Double> values = Maps.newLinkedHashMap(first.values());
    values.compute(name, (key, value) -> change.apply(value));
    List<NodeStatistics> nodes = new ArrayList<>(measured.nodes());
    nodes.set(
        0,
        new NodeStatistics(
            first.index(),
            first.slot(),
            first.kind(),
            first.shape(),
            first.weights(),
            first.live(),
            first.nonFinite(),
            values));
    return new ArchitectureStatistics(
        measured.architecture(),
        measured.parameters(),
        measured.flops(),
        measured.depth(),
        nodes,
        measured.proxies(),
        measured.recorded());
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void onTheScaleOfRounding(ElementType type) {
    NasBench201 space = new NasBench201();
    ExtractionSettings settings = Networks.settings(space, LITTLE.small().skeleton(), 4, type);
    Architecture cell = Networks.random(space, LITTLE.small().skeleton(), 1).get(0);
    try (Extractor extractor = DeviceUnderTest.cpuExtractor(settings)) {
      ArchitectureStatistics measured = extractor.extract(cell);
      SignificantDigits digits = extractor.significantDigits(cell, measured);
      double rounding = Math.pow(10, -digits.nodes().get(0).get("grad_norm"));
      assertThat(rounding).isLessThan(1e-3);
      assertThat(beyond(settings, measured, measured, digits)).isZero();
      double little = Math.max(10 * rounding, type == ElementType.FLOAT64 ? 5e-10 : 0);
      assertThat(
              beyond(
                  settings,
                  measured,
                  with(measured, "grad_norm", value -> value * (1 + little)),
                  digits))
          .isZero();
      for (UnaryOperator<Double> change :
          List.<UnaryOperator<Double>>of(
              value -> value * (1 + Math.max(1000 * rounding, 1e-8)),
              value -> -value,
              value -> null,
              value -> Double.NaN,
              value -> Double.POSITIVE_INFINITY)) {
        assertThat(beyond(settings, measured, with(measured, "grad_norm", change), digits))
            .isPositive();
      }
      SignificantDigits none =
          new SignificantDigits(
              digits.nodes().stream().map(node -> Maps.transformValues(node, one -> 0.5)).toList(),
              digits.proxies());
      assertThat(beyond(settings, measured, with(measured, "grad_norm", value -> -value), none))
          .as("noise")
          .isZero();
    }
  }

  /**
   * Returns the percentage of values beyond their rounding; the finding has failed where there are
   * any.
   */
  private static double beyond(
      ExtractionSettings settings,
      ArchitectureStatistics expected,
      ArchitectureStatistics found,
      SignificantDigits digits) {
    Agreement agreement = new Agreement(settings);
    agreement.add(expected, found, digits);
    Findings findings = new Findings();
    agreement.tell(findings, "these", 0);
    Finding share = findings.all().get(0);
    assertThat(share.state())
        .isEqualTo(share.value() > 0 ? Finding.State.FAILED : Finding.State.GOOD);
    assertThat(share.note()).contains("in 1 networks");
    return share.value();
  }
}
