package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.primitives.Longs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.images.ImageSet;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.network.SharedWeights.Distribution;
import org.parzc.parallel.InOrder;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench201;

/** Training on images whose class is the brightness of one channel over a noisy background. */
@Tag("slow")
class TrainingTest {
  private static final int IMAGES = 240;
  private static final int RECORD = 3073;

  @TempDir private static Path directory;

  private static ImageSet images;

  private static ImageSet images() throws IOException {
    if (images == null) {
      Random random = new Random(7);
      byte[] bytes = new byte[IMAGES * RECORD];
      random.nextBytes(bytes);
      for (int image = 0; image < IMAGES; image++) {
        int label = image % 3;
        bytes[image * RECORD] = (byte) label;
        for (int p = 0; p < 1024; p++) {
          int at = image * RECORD + 1 + label * 1024 + p;
          bytes[at] = (byte) (160 + (bytes[at] & 0xff) / 4);
        }
      }
      images =
          ImageSources.parseSet(
              "cifar10:" + Files.write(directory.resolve("separable.bin"), bytes), 1);
    }
    return images;
  }

  private static double accuracy(String cell, long seed) throws IOException {
    ImageSet all = images();
    try (SharedWeights weights =
        new SharedWeights(seed, Distribution.KAIMING_NORMAL, ElementType.FLOAT32, Device.cpu())) {
      Blueprint blueprint =
          new NasBench201().parse(cell).blueprint(new Skeleton(4, 1, all.classes(), all.shape()));
      return Training.accuracy(
          blueprint,
          weights,
          all.part(0, 150),
          all.part(150, IMAGES),
          TrainingSettings.brief(3, 16),
          seed,
          Device.cpu());
    }
  }

  private static final String CONNECTED =
      "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|nor_conv_1x1~1|none~2|";
  private static final String DISCONNECTED =
      "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|none~2|";

  @Test
  void learnsImagesThatOneLookTellsApart() throws IOException {
    assertThat(accuracy(CONNECTED, 1)).isGreaterThan(90);
  }

  @Test
  void learnsNothingThroughADisconnectedCell() throws IOException {
    assertThat(accuracy(DISCONNECTED, 1)).isBetween(30.0, 37.0);
  }

  @Test
  void aSeedFixesTheResultWhateverTheNumberOfThreads() throws IOException {
    double alone = lastEpochSensitive(1);
    List<Double> together = new ArrayList<>();
    InOrder.run(List.of(1L, 2L, 1L), 3, TrainingTest::lastEpochSensitive, together::add);
    assertThat(together.get(0)).isEqualTo(alone);
    assertThat(together.get(2)).isEqualTo(alone);
    assertThat(together.get(1)).isNotEqualTo(alone);
  }

  /**
   * After one epoch with tiny steps the accuracy is far from saturated, so that different weights
   * show.
   */
  private static double lastEpochSensitive(long seed) {
    try (SharedWeights weights =
        new SharedWeights(seed, Distribution.KAIMING_NORMAL, ElementType.FLOAT32, Device.cpu())) {
      ImageSet all = images();
      Blueprint blueprint =
          new NasBench201()
              .parse(CONNECTED)
              .blueprint(new Skeleton(4, 1, all.classes(), all.shape()));
      return Training.accuracy(
          blueprint,
          weights,
          all.part(0, 60),
          all.part(60, IMAGES),
          new TrainingSettings(1, 20, 0.02, 0.9, 5e-4),
          seed,
          Device.cpu());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where weights lie that are elsewhere: notes what is brought there. */
  private record Elsewhere(Initialisation weights, List<List<Long>> placed)
      implements Initialisation {
    @Override
    public Tensor weight(Blueprint.Node node, Layer.Weighted layer, int index) {
      return weights.weight(node, layer, index);
    }

    @Override
    public Tensor place(Tensor tensor) {
      placed.add(Longs.asList(tensor.sizes().vec().get()));
      return tensor;
    }
  }

  @Test
  void imagesAndClassesAreBroughtWhereTheWeightsLie() throws IOException {
    ImageSet all = images();
    try (SharedWeights weights =
        new SharedWeights(1, Distribution.KAIMING_NORMAL, ElementType.FLOAT32, Device.cpu())) {
      Blueprint blueprint =
          new NasBench201()
              .parse(CONNECTED)
              .blueprint(new Skeleton(4, 1, all.classes(), all.shape()));
      Elsewhere elsewhere = new Elsewhere(weights, new ArrayList<>());
      double accuracy =
          Training.accuracy(
              blueprint,
              elsewhere,
              all.part(0, 32),
              all.part(32, 42),
              TrainingSettings.brief(1, 16),
              1,
              Device.cpu());
      List<List<Long>> batch = List.of(List.of(16L, 3L, 32L, 32L), List.of(16L));
      assertThat(elsewhere.placed())
          .containsSubsequence(
              Stream.of(batch, batch, List.of(List.of(10L, 3L, 32L, 32L)))
                  .flatMap(List::stream)
                  .toList());
      assertThat(accuracy)
          .isEqualTo(
              Training.accuracy(
                  blueprint,
                  weights,
                  all.part(0, 32),
                  all.part(32, 42),
                  TrainingSettings.brief(1, 16),
                  1,
                  Device.cpu()));
    }
  }

  @Test
  void settingsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new TrainingSettings(0, 16, 0.1, 0.9, 0))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("found 0 epochs");
    assertThatThrownBy(() -> new TrainingSettings(1, 1, 0.1, 0.9, 0))
        .isInstanceOf(InputException.class);
    assertThatThrownBy(() -> new TrainingSettings(1, 16, Double.NaN, 0.9, 0))
        .isInstanceOf(InputException.class);
  }
}
