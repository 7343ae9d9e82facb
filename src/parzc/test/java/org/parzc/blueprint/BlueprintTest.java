package org.parzc.blueprint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;

class BlueprintTest {
  private static final Slot FIRST = Slot.single("first");
  private static final Slot SECOND = Slot.single("second");

  private final Blueprint.Builder network = Blueprint.builder(new Shape(3, 4, 4));

  private int convolution(int input, Slot slot) {
    return network.add(new Convolution(3, 3, 1, 1, 0, false), input, slot, OptionalInt.empty());
  }

  @Test
  void nodesMayComeInAnotherOrderThanExecution() {
    int early = convolution(network.input(), SECOND);
    int late = convolution(early, FIRST);
    assertThat(network.build(late).nodes())
        .extracting(Blueprint.Node::vertex)
        .containsExactly(early, late);
    Blueprint ordered = network.build(late, List.of(FIRST, Slot.single("unused"), SECOND));
    assertThat(ordered.nodes()).extracting(Blueprint.Node::vertex).containsExactly(late, early);
    assertThat(ordered.vertices()).isEqualTo(network.build(late).vertices());
  }

  @Test
  void everyNodeNeedsAPlaceInTheOrder() {
    int only = convolution(network.input(), FIRST);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.build(only, List.of(SECOND)))
        .withMessage("slot first has no place in the order");
  }

  @Test
  void aReluMayFollowItsNode() {
    int weighted = convolution(network.input(), FIRST);
    int other = convolution(weighted, SECOND);
    int relu = network.add(new Layer.Relu(), other);
    List<Blueprint.Node> nodes = network.activation(other, relu).build(relu).nodes();
    assertThat(nodes)
        .extracting(Blueprint.Node::activation)
        .containsExactly(OptionalInt.empty(), OptionalInt.of(relu));
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    int pooled = network.add(new Layer.MaxPool(2, 2, 0), network.input());
    assertThat(network.shape(pooled)).isEqualTo(new Shape(3, 2, 2));
    assertThat(
            network.shape(network.add(new Layer.Concatenation(), network.input(), network.input())))
        .isEqualTo(new Shape(6, 4, 4));
    assertThat(network.shape(network.add(new Layer.Truncation(2), network.input())))
        .isEqualTo(new Shape(2, 4, 4));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.add(new Layer.Concatenation(), network.input(), pooled))
        .withMessage("concatenation of different heights or widths: [3×4×4, 3×2×2]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> network.add(new Layer.Truncation(4), network.input()))
        .withMessage("truncation to 4 channels, found 3×4×4");
  }

  /**
   * Windows that hang over the border on both sides: a quotient that is rounded to zero is no
   * window.
   */
  @Test
  void windowsThatDoNotFit() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Blueprint.builder(new Shape(3, 1, 1)).add(new Layer.AveragePool(2, 2, 0), 0))
        .withMessage("a window of 2 does not fit into 1 and a padding of 0");
  }

  /**
   * 2^31 − 1 channels: 9 (2^31 − 1)² = 41,505,174,126,757,740,553 weights are more than 2^63 − 1.
   */
  @Test
  void whatCannotBeCountedIsRefused() {
    int wide = Integer.MAX_VALUE;
    Blueprint.Builder builder = Blueprint.builder(new Shape(wide, 1, 1));
    assertThatExceptionOfType(MisfitException.class)
        .isThrownBy(() -> builder.add(new Convolution(wide, wide, 3, 1, 1, false), 0))
        .withMessage(
            "layer 1 (conv3x3, of [2147483647×1×1]): found more than 2^63 values, parameters or"
                + " multiply-adds, expected fewer");
    assertThatExceptionOfType(MisfitException.class)
        .isThrownBy(() -> builder.add(new Layer.Concatenation(), 0, 0));
    // (2^31 − 1)² = 4,611,686,014,132,420,609 weights each: one can be counted, two can, three
    // cannot.
    int one = builder.add(new Convolution(wide, wide, 1, 1, 0, false), 0);
    int two = builder.add(new Convolution(wide, wide, 1, 1, 0, false), one);
    assertThat(builder.build(two).parameters()).isEqualTo(9_223_372_028_264_841_218L);
    int three = builder.add(new Convolution(wide, wide, 1, 1, 0, false), two);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> builder.build(three).parameters())
        .withMessage("network: found more than 2^63 parameters, expected fewer");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> builder.build(three).flops())
        .withMessage("network: found more than 2^63 multiply-adds, expected fewer");
  }
}
