package org.parzc.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.parzc.Draws;
import org.parzc.Seeded;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench201;

class TopologyTest {
  private static final EnumerableSpace SPACE = new NasBench201();
  private static final Skeleton SMALL = new Skeleton(4, 1, 10, new Shape(3, 32, 32));

  private static Map<String, Double> features(String text) {
    return Topology.features(SPACE.parse(text).blueprint(SMALL));
  }

  @Test
  void countsThePathsOfAFullCell() {
    Map<String, Double> features =
        features(
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|");
    assertThat(features)
        .containsOnly(
            Map.entry("paths", 4.0),
            Map.entry("operation:conv3x3", 6.0),
            Map.entry("path:conv3x3", 1.0),
            Map.entry("path:conv3x3>conv3x3", 2.0),
            Map.entry("path:conv3x3>conv3x3>conv3x3", 1.0),
            Map.entry("term:conv3x3", 3.0),
            Map.entry("tree:conv3x3", 7.0));
  }

  @Test
  void pathsKeepTheirOrder() {
    Map<String, Double> features =
        features("|avg_pool_3x3~0|+|nor_conv_1x1~0|none~1|+|none~0|nor_conv_1x1~1|avg_pool_3x3~2|");
    assertThat(features)
        .containsEntry("path:avg_pool>conv1x1", 1.0)
        .containsEntry("path:conv1x1>avg_pool", 1.0)
        .containsEntry("paths", 2.0)
        .containsEntry("term:conv1x1", 1.0)
        .containsEntry("term:avg_pool", 1.0)
        .containsEntry("tree:conv1x1", 2.0)
        .containsEntry("tree:avg_pool", 2.0);
  }

  @Test
  void deadPathsDoNotCount() {
    assertThat(features("|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|"))
        .containsOnly(
            Map.entry("paths", 1.0), Map.entry("path:", 1.0), Map.entry("term:input", 1.0));
  }

  @Test
  void aDisconnectedCellHasNoPaths() {
    assertThat(features("|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|nor_conv_1x1~2|"))
        .containsOnly(Map.entry("paths", 0.0));
  }

  @Seeded(tries = 50)
  void isTheSameForEveryWidthAndDepth(Draws draws) {
    Architecture architecture = SPACE.at(draws.whole(0, SPACE.size() - 1));
    assertThat(Topology.features(architecture.blueprint(SPACE.defaultSkeleton())))
        .isEqualTo(Topology.features(architecture.blueprint(SMALL)));
  }

  @Test
  void equalCanonicalFormsHaveEqualPathsAndTerms() {
    Map<String, Map<String, Double>> byForm = new HashMap<>();
    for (long index = 0; index < SPACE.size(); index++) {
      Architecture architecture = SPACE.at(index);
      Map<String, Double> features =
          new TreeMap<>(Topology.features(architecture.blueprint(SMALL)));
      // How often an operation is written down differs: a shared convolution may be written once or
      // twice.
      features.keySet().removeIf(name -> name.startsWith("operation:"));
      Map<String, Double> before = byForm.putIfAbsent(architecture.canonicalForm(), features);
      if (before != null && !before.equals(features)) {
        assertThat(features).as(architecture.text()).isEqualTo(before);
      }
    }
    assertThat(byForm).hasSize(4930);
  }

  @Test
  void aNetworkWithoutCellsIsDescribedWhole() {
    Blueprint.Builder network = Blueprint.builder(new Shape(3, 8, 8));
    int x =
        network.add(
            new Convolution(3, 4, 3, 1, 1, false),
            network.input(),
            Slot.single("a"),
            OptionalInt.empty());
    x = network.add(new Layer.GlobalAveragePool(), x);
    x = network.add(new Linear(4, 2, true), x, Slot.single("b"), OptionalInt.empty());
    assertThat(Topology.features(network.build(x)))
        .containsEntry("path:conv3x3>linear", 1.0)
        .containsEntry("paths", 1.0)
        .containsEntry("tree:conv3x3", 1.0)
        .containsEntry("term:linear", 1.0);
  }
}
