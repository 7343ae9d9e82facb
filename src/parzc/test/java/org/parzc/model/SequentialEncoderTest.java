package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.parzc.model.Examples.example;
import static org.parzc.model.Examples.node;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.statistics.NodeStatistics;

/** The node vector of the paper. */
class SequentialEncoderTest {
  private static NodeStatistics three(int index, double gradNorm, double snip, double synflow) {
    return node(
        index,
        index + "->3",
        true,
        Map.of("grad_norm", gradNorm, "snip", snip, "synflow_bn", synflow));
  }

  private static final Example LONG =
      example(three(0, 4, 0, 8), three(1, 8, 20, 8), three(2, 16, 5, 8));
  private static final Example SHORT = example(three(0, 1, 3, 2), three(1, 2, 1, 6));

  private static FeatureEncoder encoder() {
    return FeatureEncoder.fit(FeatureEncoder.Kind.SEQUENTIAL, List.of(LONG, SHORT));
  }

  @Test
  void scalesEachStatisticWithinTheArchitectureAndPadsWithZeros() {
    assertThat(encoder().width()).isEqualTo(9);
    double third = 1 / 3.0;
    assertThat(encoder().encode(LONG)).containsExactly(0, 0, 0, third, 1, 0, 1, 0.25, 0);
    assertThat(encoder().encode(SHORT)).containsExactly(0, 1, 0, 1, 0, 1, 0, 0, 0);
  }

  @Test
  void comparesMeansNotSums() {
    NodeStatistics heavy =
        new NodeStatistics(
            1,
            three(1, 1, 1, 1).slot(),
            "conv3x3",
            List.of(40L),
            40,
            true,
            0,
            Map.of("grad_norm", 8.0, "snip", 8.0, "synflow_bn", 8.0));
    assertThat(encoder().encode(example(three(0, 4, 4, 4), heavy))).startsWith(1, 1, 1, 0, 0, 0);
  }

  @Test
  void aValueThatIsNotFiniteLeavesItsOwnPlaceEmpty() {
    assertThat(
            encoder()
                .encode(example(three(0, Double.NaN, 3, 2), three(1, 2, 1, 6), three(2, 4, 1, 4))))
        .containsExactly(0, 1, 0, 0, 0, 1, 1, 0, 0.5);
  }

  @Test
  void furtherNodesAreCut() {
    assertThat(new SequentialEncoder(2).encode(LONG)).containsExactly(0, 0, 0, 1, 1, 0);
  }

  @Test
  void aStatisticThatIsNowhereRecordedIsNamed() {
    Example poor = example(node(0, "0->3", true, Map.of("grad_norm", 1.0, "snip", 2.0)));
    assertThatThrownBy(() -> FeatureEncoder.fit(FeatureEncoder.Kind.SEQUENTIAL, List.of(poor)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("lacks synflow_bn");
  }
}
