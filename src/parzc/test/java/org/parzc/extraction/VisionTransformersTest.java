package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.TensorVector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Shape;
import org.parzc.images.ImageSource;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.LibTorch;
import org.parzc.network.Network;
import org.parzc.network.SharedWeights;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.transformer.AutoFormer;
import org.parzc.spaces.transformer.Pit;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Statistics;

/** Random vision transformers on small images: what is trained, and what is extracted. */
@Tag("slow")
class VisionTransformersTest {
  private static final Skeleton SMALL = new Skeleton(1, 1, 10, new Shape(3, 16, 16));
  private static final int IMAGES = 4;
  private static final int PER_SPACE = 2;
  private static final String PIT = "16;2;1 4 2;2 4 8";

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

  static Stream<Architecture> transformers() {
    SplittableRandom random = new SplittableRandom(3);
    return Stream.<SearchSpace>of(new AutoFormer(), new Pit())
        .flatMap(space -> Stream.generate(() -> space.random(random)).limit(PER_SPACE));
  }

  private static ImageSource images() {
    return ImageSources.parse("normal", 1, SMALL.input(), SMALL.classes());
  }

  private static SharedWeights weights(ElementType type) {
    return new SharedWeights(3, SharedWeights.Distribution.KAIMING_NORMAL, type, Device.cpu());
  }

  @ParameterizedTest
  @MethodSource("transformers")
  void everythingThatCountsAsAParameterIsTrained(Architecture architecture) {
    Blueprint blueprint = architecture.blueprint(SMALL);
    try (SharedWeights weights = weights(ElementType.FLOAT32)) {
      TensorVector parameters = Network.trainable(blueprint, weights).parameters();
      long count = 0;
      for (long i = 0; i < parameters.size(); i++) {
        assertThat(parameters.get(i).requires_grad()).isTrue();
        count += parameters.get(i).numel();
      }
      assertThat(count).isEqualTo(blueprint.parameters());
    }
  }

  @Test
  void aNetworkWithoutReluHasNoNwot() {
    ExtractionSettings settings =
        new ExtractionSettings(
            new Pit(),
            SMALL,
            new Minibatches(images(), IMAGES, 2),
            1,
            ElementType.FLOAT32,
            Statistics.nodeWise(),
            Statistics.networkLevel());
    try (Extractor extractor = new Extractor(settings, Device.cpu())) {
      ArchitectureStatistics found = extractor.extract(new Pit().parse(PIT));
      assertThat(found.proxies()).containsOnlyKeys("jacov", "epe_nas", "zen", "zico");
      assertThat(found.proxies().values()).allMatch(Double::isFinite);
      for (NodeStatistics node : found.nodes()) {
        boolean onTokens = node.kind().equals("linear") && !node.slot().name().equals("head");
        assertThat(node.values().containsKey("fisher_tokens"))
            .as(node.slot().name())
            .isEqualTo(onTokens);
        assertThat(node.values())
            .doesNotContainKey("nwot")
            .containsKeys("fisher", "grasp", "synflow", "zico");
        assertThat(node.values().values()).allMatch(Double::isFinite);
        assertThat(node.live()).isTrue();
        // Layers keep their normalisation in both variants of SynFlow: there is no batch norm to
        // bypass.
        assertThat(node.values().get("synflow")).isEqualTo(node.values().get("synflow_bn"));
      }
      assertThat(extractor.extract(new Pit().parse(PIT))).isEqualTo(found);
    }
  }
}
