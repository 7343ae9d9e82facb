package org.parzc.passes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parzc.blueprint.Blueprint;
import org.parzc.extraction.Cells;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.NodeSums;
import org.parzc.network.BatchNormMode;
import org.parzc.network.Device;
import org.parzc.network.Initialisation;
import org.parzc.network.LibTorch;
import org.parzc.network.Network;
import org.parzc.network.NetworkSource;
import org.parzc.network.Tensors;
import org.parzc.network.Trace;
import org.parzc.statistics.NetworkLevel;
import org.parzc.statistics.NodeWise;
import org.parzc.statistics.Statistic;

/** What statistics must satisfy by their definitions, in float64. */
class MeasurerTest {
  private static final Blueprint BLUEPRINT = Cells.MIXED.blueprint(Cells.SKELETON);
  private static final int CLASSIFIER = BLUEPRINT.nodes().size() - 1;

  private PointerScope scope;

  @BeforeEach
  void open() {
    LibTorch.start();
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static PassResults measure(Initialisation weights) {
    return new Measurer(Cells.inputs(weights), EnumSet.allOf(Pass.class), Device.cpu().kernels())
        .measure(NetworkSource.of(BLUEPRINT));
  }

  /**
   * Returns whether batch norm takes a node's output, so that the loss does not see the scale of
   * its weights.
   */
  private static boolean isNormalised(int node) {
    String slot = BLUEPRINT.nodes().get(node).slot().name();
    return !slot.endsWith("downsample") && !slot.equals("classifier");
  }

  @Test
  void aWeightBeforeBatchNormHasNoPlainAndItsGraspIsItsSquaredGradient() {
    PassResults measured = measure(Cells.weights(1));
    for (int node = 0; node < BLUEPRINT.nodes().size(); node++) {
      NodeSums sums = measured.sums().weights().get(node);
      if (isNormalised(node)) {
        // Not exactly: 1e-5 beside the variance breaks the invariance a little.
        assertThat(sums.wg())
            .as("plain of node %d", node)
            .isCloseTo(0, within(1e-3 * sums.absWg()));
        assertThat(-sums.wh())
            .as("grasp of node %d", node)
            .isCloseTo(sums.g2(), within(1e-2 * sums.g2()));
      } else {
        assertThat(Math.abs(sums.wg()))
            .as("plain of node %d", node)
            .isGreaterThan(2e-3 * sums.absWg());
      }
    }
  }

  @Test
  void scalingTheWeightsBeforeBatchNormScalesTheirGradientsInversely() {
    Initialisation once = Cells.weights(1);
    PassResults before = measure(once);
    double factor = 3;
    PassResults after =
        measure(
            (node, layer, index) -> {
              Tensor weight = once.weight(node, layer, index);
              return isNormalised(index) ? weight.mul(new Scalar(factor)) : weight;
            });
    for (int node = 0; node < BLUEPRINT.nodes().size(); node++) {
      double scale = isNormalised(node) ? factor : 1;
      NodeSums one = before.sums().weights().get(node);
      NodeSums other = after.sums().weights().get(node);
      assertThat(Math.sqrt(other.w2() / one.w2())).isCloseTo(scale, within(1e-12));
      assertThat(Math.sqrt(one.g2() / other.g2()))
          .as("node %d", node)
          .isCloseTo(scale, within(1e-3 * scale));
      assertThat(other.absWg() / one.absWg()).as("node %d", node).isCloseTo(1, within(1e-3));
      assertThat(after.fisher().get().ofNodes()[node] / before.fisher().get().ofNodes()[node])
          .as("node %d", node)
          .isCloseTo(1, within(1e-2));
    }
  }

  @Test
  void synflowIsConservedFromLayerToLayerAndHomogeneousInEachWeight() {
    PassResults before = measure(Cells.weights(1));
    PassResults doubled = measure(Cells.weights(2));
    // The stem, a residual sum's two branches together, and the classifier carry the whole flow R.
    double flow = before.synflow().get().get(CLASSIFIER).absWg();
    assertThat(before.synflow().get().get(0).absWg()).isCloseTo(flow, within(1e-10 * flow));
    int downsample = node("reduction1.downsample");
    assertThat(
            before.synflow().get().get(downsample).absWg()
                + before.synflow().get().get(node("reduction1.conv_b")).absWg())
        .isCloseTo(flow, within(1e-10 * flow));
    assertThat(before.synflow().get().get(node("reduction1.conv_a")).absWg())
        .isCloseTo(
            before.synflow().get().get(node("reduction1.conv_b")).absWg(), within(1e-10 * flow));
    assertThat(doubled.synflow().get().get(CLASSIFIER).absWg()).isGreaterThan(4 * flow);
  }

  private static int node(String slot) {
    return IntStream.range(0, BLUEPRINT.nodes().size())
        .filter(node -> BLUEPRINT.nodes().get(node).slot().name().equals(slot))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void nwotIsReadFromTheSignsOfTheActivations() {
    PassResults measured = measure(Cells.weights(1));
    Network network = Network.atInitialisation(BLUEPRINT, Cells.weights(1), ElementType.FLOAT64);
    Trace trace = network.forward(Cells.minibatch(6, 1).images(), BatchNormMode.BATCH);
    long[] total = new long[36];
    assertThat(measured.signs().get().ofActivations().keySet())
        .isEqualTo(trace.activations().keySet());
    trace
        .activations()
        .forEach(
            (vertex, activation) -> {
              long[] expected = agreement(Tensors.values(activation), 6);
              assertThat(measured.signs().get().ofActivations().get(vertex))
                  .as("ReLU %d", vertex)
                  .isEqualTo(expected);
              Arrays.setAll(total, k -> total[k] + expected[k]);
            });
    assertThat(NetworkLevel.nwot.of(measured)).isEqualTo(nwot(total));
    for (int node = 0; node < BLUEPRINT.nodes().size(); node++) {
      OptionalInt own = BLUEPRINT.nodes().get(node).activation();
      if (own.isPresent()) {
        assertThat(NodeWise.nwot.of(measured, node))
            .isEqualTo(nwot(agreement(Tensors.values(trace.activations().get(own.getAsInt())), 6)));
      } else {
        assertThat(NodeWise.nwot.of(measured, node)).isEmpty();
      }
    }
  }

  /** Returns what is made of one matrix. */
  private static OptionalDouble nwot(long[] agreement) {
    PassResult<SignAgreement> signs =
        PassResult.of(Pass.ACTIVATION, new SignAgreement(Map.of(0, agreement), List.of()));
    return NetworkLevel.nwot.of(new PassResults(null, null, signs, null, null, null, null, null));
  }

  private static long[] agreement(double[] activations, int images) {
    int features = activations.length / images;
    long[] agreement = new long[images * images];
    for (int i = 0; i < images; i++) {
      for (int j = 0; j < images; j++) {
        for (int k = 0; k < features; k++) {
          agreement[i * images + j] +=
              activations[i * features + k] > 0 == activations[j * features + k] > 0 ? 1 : 0;
        }
      }
    }
    return agreement;
  }

  @Test
  void zicoFisherAndTheSumsAreThoseOfTheCapturedTensors() {
    PassInputs inputs = Cells.inputs(Cells.weights(1));
    PassResults measured = measure(Cells.weights(1));
    Network network = Network.atInitialisation(BLUEPRINT, Cells.weights(1), ElementType.FLOAT64);
    EnumSet<Pass> passes = EnumSet.of(Pass.GRADIENT, Pass.OUTPUT_GRADIENT);
    LossGradients first = LossGradients.of(network, inputs.minibatches().get(0), passes);
    LossGradients second = LossGradients.of(network, inputs.minibatches().get(1), passes);
    double total = 0;
    for (int node = 0; node < BLUEPRINT.nodes().size(); node++) {
      double[] a = Tensors.values(first.weights().get(node));
      double[] b = Tensors.values(second.weights().get(node));
      double[] w = Tensors.values(network.weights().get(node));
      double sum = 0;
      double snip = 0;
      for (int k = 0; k < a.length; k++) {
        double deviation = Math.abs(a[k] - b[k]) / 2;
        sum += deviation == 0 ? 0 : (Math.abs(a[k]) + Math.abs(b[k])) / 2 / deviation;
        snip += Math.abs(a[k] * w[k]);
      }
      assertThat(NodeWise.zico.of(measured, node).orElseThrow())
          .isCloseTo(Math.log(sum), within(1e-7));
      assertThat(NodeWise.snip.of(measured, node).orElseThrow())
          .isCloseTo(snip, within(1e-9 * snip));
      double fisher = fisher(first.trace().outputs().get(node), first.outputs().get(node));
      assertThat(NodeWise.fisher.of(measured, node).orElseThrow())
          .isCloseTo(fisher, within(1e-8 * fisher));
      total += Math.log(sum);
    }
    assertThat(NetworkLevel.zico.of(measured).orElseThrow()).isCloseTo(total, within(1e-5));
  }

  private static double fisher(Tensor output, Tensor gradient) {
    int images = (int) output.size(0);
    int channels = (int) output.size(1);
    double[] a = Tensors.values(output);
    double[] d = Tensors.values(gradient);
    int positions = a.length / (images * channels);
    double fisher = 0;
    for (int map = 0; map < images * channels; map++) {
      double sum = 0;
      for (int s = map * positions; s < (map + 1) * positions; s++) {
        sum += a[s] * d[s];
      }
      fisher += sum * sum / images / 2;
    }
    return fisher;
  }

  @Test
  void whatIsNotFiniteIsCountedAndShown() {
    Initialisation good = Cells.weights(1);
    int poisoned = node("stage1.cell1.0->1");
    PassResults measured =
        measure(
            (node, layer, index) -> {
              if (index != poisoned) {
                return good.weight(node, layer, index);
              }
              double[] values = Tensors.values(good.weight(node, layer, index));
              values[2] = Double.NaN;
              values[5] = Double.POSITIVE_INFINITY;
              return Tensors.of(values, layer.weightShape());
            });
    assertThat(measured.sums().weights().get(poisoned).nonFinite()).isGreaterThanOrEqualTo(2);
    for (Statistic statistic :
        List.of(
            NodeWise.l2_norm, NodeWise.snip, NodeWise.plain, NodeWise.grad_norm, NodeWise.grasp)) {
      assertThat(statistic.of(measured, poisoned).orElseThrow()).as(statistic.name()).isNaN();
    }
    assertThat(measured.sums().weights().get(CLASSIFIER).nonFinite()).isPositive();
    assertThat(NodeWise.snip.of(measured, CLASSIFIER).orElseThrow()).isNaN();
    assertThat(NodeWise.l2_norm.of(measured, CLASSIFIER).orElseThrow()).isFinite();
    assertThat(measure(good).sums().weights()).allMatch(sums -> sums.nonFinite() == 0);
  }

  @Test
  void passesThatNobodyWantsAreNotRun() {
    PassResults measured =
        new Measurer(
                Cells.inputs(Cells.weights(1)), EnumSet.noneOf(Pass.class), Device.cpu().kernels())
            .measure(NetworkSource.of(BLUEPRINT));
    assertThat(measured.sums().weights())
        .allMatch(sums -> sums.w2() > 0 && sums.g2() == 0 && sums.wh() == 0);
    assertThat(Pass.values()).noneMatch(pass -> measured.of(pass).isPresent());
    assertThat(measured.tell(Set.of())).isTrue();
    for (Pass pass : Pass.values()) {
      assertThat(measured.tell(Set.of(pass))).as("%s", pass).isFalse();
      assertThatThrownBy(() -> measured.of(pass).get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "pass %s: found no result, expected it among the passes that a statistic names"
                  .formatted(pass));
    }
  }

  /** What is asked for alone is there alone, though one pass over the network may serve several. */
  @ParameterizedTest
  @EnumSource
  void whatIsToldIsWhatWasAskedFor(Pass asked) {
    PassResults measured =
        new Measurer(Cells.inputs(Cells.weights(1)), EnumSet.of(asked), Device.cpu().kernels())
            .measure(NetworkSource.of(BLUEPRINT));
    assertThat(Pass.values())
        .filteredOn(pass -> measured.of(pass).isPresent())
        .containsExactly(asked);
    assertThat(measured.of(asked).pass()).isEqualTo(asked);
  }
}
