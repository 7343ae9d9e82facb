package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Shape;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.Initialisation;
import org.parzc.network.NetworkSource;
import org.parzc.network.Tensors;
import org.parzc.passes.Measurer;
import org.parzc.passes.Pass;
import org.parzc.passes.PassInputs;
import org.parzc.passes.PassResults;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.NetworkProxy;
import org.parzc.statistics.NodeWise;
import org.parzc.statistics.Statistic;
import org.parzc.statistics.Statistics;
import org.parzc.torchscript.PythonTorch;

/** Networks that PyTorch wrote have the statistics of the same networks of a space. */
class TorchScriptStatisticsTest {
  private static final Skeleton SKELETON = new Skeleton(8, 1, 10, new Shape(3, 16, 16));
  private static final List<String> CELLS =
      List.of(
          "|nor_conv_3x3~0|+|nor_conv_1x1~0|avg_pool_3x3~1|+|skip_connect~0|none~1|nor_conv_3x3~2|",
          "|none~0|+|nor_conv_3x3~0|nor_conv_1x1~1|+|none~0|nor_conv_3x3~1|avg_pool_3x3~2|");

  @TempDir private static Path folder;

  @BeforeAll
  static void write() throws IOException {
    for (int cell = 0; cell < CELLS.size(); cell++) {
      PythonTorch.run(
          folder,
          "nasbench201.py",
          Files.createDirectory(folder.resolve("cell" + cell)),
          CELLS.get(cell),
          SKELETON.channels(),
          SKELETON.classes(),
          SKELETON.input().height());
    }
  }

  /** Weights by the formula of the Python script, for spaces; the module's own, for modules. */
  private static Initialisation weights(ElementType type, boolean absolute) {
    return new Initialisation() {
      @Override
      public Tensor weight(Blueprint.Node node, Layer.Weighted layer, int index) {
        double scale = Math.sqrt(2.0 / layer.fanIn());
        float[] values = new float[(int) layer.weights()];
        for (int k = 0; k < values.length; k++) {
          values[k] = (float) (scale * Math.sin(1.0 + 0.7 * k + 0.003 * k * k + 0.013 * index));
        }
        return adopted(Tensors.of(values, type, layer.weightShape()));
      }

      @Override
      public Tensor adopted(Tensor own) {
        return absolute ? own.abs() : own;
      }
    };
  }

  private static PassInputs inputs(ElementType type) {
    PassInputs golden = Golden.inputs(type, SKELETON.input(), SKELETON.classes(), 0);
    return new PassInputs(
        type,
        weights(type, false),
        weights(ElementType.FLOAT64, true),
        weights(type, false),
        golden.minibatches(),
        golden.noise(),
        golden.ones());
  }

  private static PassResults measure(NetworkSource networks, ElementType type) {
    return new Measurer(inputs(type), EnumSet.allOf(Pass.class), Device.cpu().kernels())
        .measure(networks);
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void scriptedAndTracedModulesAgreeWithTheSpace(ElementType type) {
    double tolerance = type == ElementType.FLOAT64 ? 1e-10 : 1e-5;
    for (String cell : CELLS) {
      Path modules = folder.resolve("cell" + CELLS.indexOf(cell));
      try (PointerScope scope = new PointerScope()) {
        NetworkSource known = NetworkSource.of(new NasBench201().parse(cell), SKELETON);
        PassResults expected = measure(known, type);
        for (String form : List.of("scripted", "traced")) {
          NetworkSource imported =
              NetworkSource.of(SearchSpaces.named("torchscript:" + modules).parse(form), SKELETON);
          describesTheSame(imported.blueprint(), known.blueprint());
          PassResults found = measure(imported, type);
          assertThat(found.tell(EnumSet.allOf(Pass.class))).isTrue();
          for (Statistic statistic : Statistics.nodeWise()) {
            for (int node = 0; node < known.blueprint().nodes().size(); node++) {
              String what = "%s of node %d, %s, %s".formatted(statistic.name(), node, form, cell);
              OptionalDouble value = statistic.of(found, node);
              assertThat(value.isPresent())
                  .as(what)
                  .isEqualTo(statistic.of(expected, node).isPresent());
              // Sums that cancel are as exact as their terms; a second derivative costs another
              // digit.
              double terms =
                  statistic == NodeWise.plain
                      ? expected.sums().weights().get(node).absWg()
                      : statistic == NodeWise.grasp
                          ? 20 * expected.sums().weights().get(node).g2()
                          : 0;
              if (value.isPresent()) {
                near(
                    what,
                    value.getAsDouble(),
                    statistic.of(expected, node).getAsDouble(),
                    tolerance,
                    terms);
              }
            }
          }
          for (NetworkProxy proxy : Statistics.networkLevel()) {
            near(
                "%s, %s, %s".formatted(proxy.name(), form, cell),
                proxy.of(found).orElseThrow(),
                proxy.of(expected).orElseThrow(),
                tolerance,
                0);
          }
        }
      }
    }
  }

  private static void near(
      String what, double found, double expected, double tolerance, double terms) {
    if (!Double.isFinite(expected)) {
      assertThat(Double.valueOf(found)).as(what).isEqualTo(expected);
    } else {
      assertThat(found)
          .as(what)
          .isCloseTo(expected, within(tolerance * Math.max(Math.abs(expected), terms)));
    }
  }

  private static void describesTheSame(Blueprint found, Blueprint expected) {
    assertThat(found.parameters()).isEqualTo(expected.parameters());
    assertThat(found.flops()).isEqualTo(expected.flops());
    assertThat(found.depth()).isEqualTo(expected.depth());
    assertThat(found.nodes())
        .extracting(found::weighted)
        .isEqualTo(expected.nodes().stream().map(expected::weighted).toList());
    assertThat(found.nodes())
        .extracting(node -> found.live().get(node.vertex()))
        .isEqualTo(
            expected.nodes().stream().map(node -> expected.live().get(node.vertex())).toList());
  }
}
