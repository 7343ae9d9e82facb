package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.TokenLayer;
import org.parzc.nativecore.ElementType;
import org.parzc.network.SharedWeights.Distribution;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench201;

/** Weights depend on seed, slot and shape, and on nothing else. */
class SharedWeightsTest {
  private static final Skeleton SKELETON = new Skeleton(8, 1, 10, new Shape(3, 8, 8));

  private static Blueprint cell(String operation, String last) {
    return new NasBench201()
        .parse(
            "|%s~0|+|%s~0|none~1|+|skip_connect~0|none~1|%s~2|"
                .formatted(operation, operation, last))
        .blueprint(SKELETON);
  }

  private static Map<String, double[]> draw(
      long seed, Distribution distribution, Blueprint blueprint, boolean backwards) {
    Map<String, double[]> weights = new HashMap<>();
    try (PointerScope scope = new PointerScope();
        SharedWeights shared =
            new SharedWeights(seed, distribution, ElementType.FLOAT32, Device.cpu())) {
      List<Blueprint.Node> nodes = new ArrayList<>(blueprint.nodes());
      if (backwards) {
        Collections.reverse(nodes);
      }
      for (Blueprint.Node node : nodes) {
        weights.put(
            node.slot().name(), Tensors.values(shared.weight(node, blueprint.weighted(node), 0)));
      }
    }
    return weights;
  }

  private static Map<String, double[]> draw(long seed, Blueprint blueprint) {
    return draw(seed, Distribution.KAIMING_NORMAL, blueprint, false);
  }

  @Test
  void theSameLayerInTheSameSlotStartsFromTheSameWeights() {
    Map<String, double[]> heavy = draw(3, cell("nor_conv_3x3", "nor_conv_1x1"));
    Map<String, double[]> light = draw(3, cell("none", "nor_conv_1x1"));
    assertThat(light).hasSizeLessThan(heavy.size());
    light.forEach((slot, weights) -> assertThat(weights).as(slot).isEqualTo(heavy.get(slot)));
  }

  @Test
  void theOrderOfWorkDoesNotMatter() {
    Blueprint blueprint = cell("nor_conv_3x3", "nor_conv_1x1");
    Map<String, double[]> forwards = draw(3, blueprint);
    draw(3, Distribution.KAIMING_NORMAL, blueprint, true)
        .forEach((slot, weights) -> assertThat(weights).as(slot).isEqualTo(forwards.get(slot)));
  }

  @Test
  void otherSeedsOtherSlotsAndOtherShapesHaveOtherWeights() {
    Map<String, double[]> first = draw(3, cell("nor_conv_3x3", "nor_conv_1x1"));
    Map<String, double[]> second = draw(4, cell("nor_conv_3x3", "nor_conv_1x1"));
    first.forEach((slot, weights) -> assertThat(weights).as(slot).isNotEqualTo(second.get(slot)));
    assertThat(first.get("stage1.cell1.0->1")).isNotEqualTo(first.get("stage1.cell1.0->2"));
    Map<String, double[]> pointwise = draw(3, cell("nor_conv_1x1", "nor_conv_1x1"));
    double[] small = pointwise.get("stage1.cell1.0->1");
    double scale = 3;
    assertThat(Arrays.stream(small).map(w -> w / scale).toArray())
        .isNotEqualTo(Arrays.copyOf(first.get("stage1.cell1.0->1"), small.length));
  }

  @Test
  void theMomentsAreThoseOfTheDistribution() {
    Blueprint blueprint =
        new NasBench201()
            .parse("|nor_conv_3x3~0|+|none~0|none~1|+|none~0|nor_conv_3x3~1|none~2|")
            .blueprint(new Skeleton(32, 1, 10, new Shape(3, 8, 8)));
    String slot = "stage3.cell1.0->1";
    double[] kaiming = draw(5, Distribution.KAIMING_NORMAL, blueprint, false).get(slot);
    double[] absolute = draw(5, Distribution.ABSOLUTE_KAIMING_NORMAL, blueprint, false).get(slot);
    double[] standard = draw(5, Distribution.STANDARD_NORMAL, blueprint, false).get(slot);
    double variance = 2.0 / (128 * 9);
    assertThat(kaiming).hasSize(128 * 128 * 9);
    moments(kaiming, 0, variance);
    moments(standard, 0, 1);
    moments(absolute, Math.sqrt(variance * 2 / Math.PI), variance * (1 - 2 / Math.PI));
    assertThat(absolute).isEqualTo(Arrays.stream(kaiming).map(Math::abs).toArray());
  }

  /** Five standard errors; the kurtosis of a half normal is below 4. */
  private static void moments(double[] values, double mean, double variance) {
    double found = Arrays.stream(values).average().orElseThrow();
    double spread =
        Arrays.stream(values).map(v -> (v - found) * (v - found)).average().orElseThrow();
    assertThat(found).isCloseTo(mean, within(5 * Math.sqrt(variance / values.length)));
    assertThat(spread / variance).isCloseTo(1, within(5 * Math.sqrt(3.0 / values.length)));
  }

  @Test
  void float64HasTheSameWeightsAsFloat32() {
    Blueprint blueprint = cell("nor_conv_3x3", "nor_conv_1x1");
    Blueprint.Node node = blueprint.nodes().get(0);
    try (PointerScope scope = new PointerScope();
        SharedWeights doubles =
            new SharedWeights(3, Distribution.KAIMING_NORMAL, ElementType.FLOAT64, Device.cpu())) {
      assertThat(Tensors.values(doubles.weight(node, blueprint.weighted(node), 0)))
          .isEqualTo(draw(3, blueprint).get(node.slot().name()));
    }
  }

  @Test
  void aTensorIsDrawnOnceAndFreedByClose() {
    Blueprint blueprint = cell("nor_conv_3x3", "nor_conv_1x1");
    Blueprint.Node node = blueprint.nodes().get(0);
    SharedWeights shared =
        new SharedWeights(3, Distribution.KAIMING_NORMAL, ElementType.FLOAT32, Device.cpu());
    try (PointerScope scope = new PointerScope()) {
      Tensor weight = shared.weight(node, blueprint.weighted(node), 0);
      assertThat(isSameMemory(shared.weight(node, blueprint.weighted(node), 0), weight)).isTrue();
      double[] values = Tensors.values(weight);
      long others = weight.use_count();
      shared.close();
      // Whoever holds a weight keeps it.
      assertThat(weight.use_count()).isEqualTo(others - 1);
      assertThat(Tensors.values(weight)).isEqualTo(values);
    }
    assertThatThrownBy(() -> shared.weight(node, blueprint.weighted(node), 0))
        .isInstanceOf(IllegalStateException.class);
  }

  private static boolean isSameMemory(Tensor a, Tensor b) {
    return a.data_ptr_float().address() == b.data_ptr_float().address();
  }

  @Test
  void beyondTheLimitATensorIsDrawnAgainWithTheSameValues() {
    Blueprint blueprint = cell("nor_conv_3x3", "nor_conv_1x1");
    Map<String, double[]> kept = draw(3, blueprint);
    try (PointerScope scope = new PointerScope();
        SharedWeights shared =
            new SharedWeights(
                3, Distribution.KAIMING_NORMAL, ElementType.FLOAT32, Device.cpu(), 1)) {
      for (int i = 0; i < blueprint.nodes().size(); i++) {
        Blueprint.Node node = blueprint.nodes().get(i);
        Tensor weight = shared.weight(node, blueprint.weighted(node), i);
        Tensor again = shared.weight(node, blueprint.weighted(node), i);
        // The first is kept, since nothing was before it.
        assertThat(isSameMemory(again, weight)).isEqualTo(i == 0);
        assertThat(Tensors.values(weight))
            .isEqualTo(Tensors.values(again))
            .isEqualTo(kept.get(node.slot().name()));
      }
    }
  }

  @Test
  void embeddingsAreNormalWithADeviationOfAFiftiethAndAbsoluteForSynflow() {
    TokenLayer.PositionEmbedding positions = new TokenLayer.PositionEmbedding(197, 192);
    Map<Distribution, double[]> embeddings = new HashMap<>();
    try (PointerScope scope = new PointerScope()) {
      for (Distribution distribution : Distribution.values()) {
        try (SharedWeights shared =
            new SharedWeights(3, distribution, ElementType.FLOAT64, Device.cpu())) {
          Tensor embedding = shared.embedding(positions, 1);
          assertThat(embedding.sizes().vec().get()).containsExactly(1, 197, 192);
          embeddings.put(distribution, Tensors.values(embedding));
          assertThat(Tensors.values(shared.embedding(new TokenLayer.ClassToken(192), 0)))
              .hasSize(192);
        }
      }
    }
    double[] normal = embeddings.get(Distribution.KAIMING_NORMAL);
    moments(normal, 0, 0.02 * 0.02);
    assertThat(embeddings.get(Distribution.STANDARD_NORMAL)).isEqualTo(normal);
    assertThat(embeddings.get(Distribution.ABSOLUTE_KAIMING_NORMAL))
        .isEqualTo(Arrays.stream(normal).map(Math::abs).toArray());
  }
}
