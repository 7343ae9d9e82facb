package org.parzc.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;

class Cifar10FileTest {
  @TempDir Path folder;

  private ImageSet read(byte[] bytes, long seed) {
    return ImageSources.parseSet(
        "cifar10:" + ImageFiles.write(folder.resolve("some.bin"), bytes), seed);
  }

  private void assertRefused(byte[] bytes, String message) {
    assertThatThrownBy(() -> read(bytes, 0))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("some.bin") + message);
  }

  /** The first pixel of a test image says which image it is. */
  private static Set<Integer> images(ImageSet set, ImageBatch batch) {
    int elements = (int) set.shape().elements();
    Set<Integer> images = new HashSet<>();
    for (int i = 0; i < batch.images(); i++) {
      double pixel =
          batch.pixels()[i * elements] * set.normalisation().standardDeviation().get(0)
              + set.normalisation().mean().get(0);
      images.add((int) Math.round(pixel * 255));
    }
    return images;
  }

  @Test
  void batchZeroOfSixteenCoversEveryClass() {
    ImageBatch batch = read(ImageFiles.cifar10(40), 3).batch(0, 16);
    assertThat(IntStream.of(batch.labels()).distinct().count()).isEqualTo(10);
    assertThat(batch.shape()).isEqualTo(new Shape(3, 32, 32));
    assertThat(batch.pixels()).hasSize(16 * 3072);
  }

  @Test
  void labelsTravelWithTheirImages() {
    ImageSet set = read(ImageFiles.cifar10(40), 3);
    for (ImageBatch single : set.inOrder(1)) {
      assertThat(images(set, single).iterator().next() % 10).isEqualTo(single.labels()[0]);
    }
  }

  @Test
  void batchesAreDisjointAndThenRunOut() {
    ImageSet set = read(ImageFiles.cifar10(40), 3);
    Set<Integer> seen = new HashSet<>();
    for (int batch = 0; batch < 2; batch++) {
      seen.addAll(images(set, set.batch(batch, 16)));
    }
    assertThat(seen).hasSize(32);
    assertThatThrownBy(() -> set.batch(2, 16))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            "some.bin: found 40 images, expected at least 48 for 3 batches of 16");
  }

  @Test
  void sameSeedGivesSameBatchAndAnotherSeedAnother() {
    byte[] bytes = ImageFiles.cifar10(40);
    assertThat(read(bytes, 7).batch(1, 10).pixels())
        .isEqualTo(read(bytes, 7).batch(1, 10).pixels());
    assertThat(read(bytes, 7).batch(1, 10).pixels())
        .isNotEqualTo(read(bytes, 8).batch(1, 10).pixels());
  }

  @Test
  void theOrderIsPinned() {
    // The sequence is part of every stored result: a change of generator must not pass unnoticed.
    assertThat(read(ImageFiles.cifar10(20), 1).batch(0, 10).labels())
        .containsExactly(1, 8, 6, 5, 7, 4, 3, 0, 9, 2);
  }

  @Test
  void pixelsAreNormalisedPerChannelByTheSetItself() {
    ImageSet set = read(ImageFiles.cifar10(30), 0);
    ImageBatch all = set.batch(0, 30);
    for (int channel = 0; channel < 3; channel++) {
      double sum = 0;
      double squares = 0;
      for (int image = 0; image < 30; image++) {
        for (int p = 0; p < 1024; p++) {
          double value = all.pixels()[(image * 3 + channel) * 1024 + p];
          sum += value;
          squares += value * value;
        }
      }
      assertThat(sum / (30 * 1024)).isCloseTo(0, within(1e-6));
      assertThat(squares / (30 * 1024)).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void channelsAreTheirPlanesInOrder() {
    byte[] bytes = new byte[ImageFiles.RECORD];
    bytes[1] = (byte) 255;
    bytes[1 + 1024 + 7] = 51;
    ImageSet set = read(bytes, 0);
    float[] pixels = set.batch(0, 1).pixels();
    double[] stored =
        IntStream.range(0, pixels.length)
            .mapToDouble(
                i ->
                    pixels[i] * set.normalisation().standardDeviation().get(i / 1024)
                        + set.normalisation().mean().get(i / 1024))
            .toArray();
    for (int i = 0; i < stored.length; i++) {
      assertThat(stored[i])
          .as("value %d", i)
          .isCloseTo(i == 0 ? 1 : i == 1024 + 7 ? 0.2 : 0, within(1e-5));
    }
  }

  @Test
  void aConstantChannelStaysFinite() {
    assertThat(read(new byte[ImageFiles.RECORD], 0).batch(0, 1).pixels()).containsOnly(0f);
  }

  @Test
  void anEpochHasEveryImageOnceAndDependsOnItsSeed() {
    ImageSet set = read(ImageFiles.cifar10(25), 0);
    Set<Integer> seen = new HashSet<>();
    int images = 0;
    int batches = 0;
    for (ImageBatch batch : set.epoch(5, 10)) {
      seen.addAll(images(set, batch));
      images += batch.images();
      batches++;
    }
    assertThat(seen).hasSize(25);
    assertThat(images).isEqualTo(25);
    assertThat(batches).isEqualTo(3);
    assertThat(set.epoch(5, 25).iterator().next().labels())
        .isEqualTo(set.epoch(5, 25).iterator().next().labels());
    assertThat(set.epoch(5, 25).iterator().next().labels())
        .isNotEqualTo(set.epoch(6, 25).iterator().next().labels());
  }

  @Test
  void partsAreDisjointAndKeepTheNormalisation() {
    ImageSet set = read(ImageFiles.cifar10(40), 2);
    ImageSet first = set.part(0, 20);
    ImageSet second = set.part(20, 40);
    assertThat(first.normalisation()).isEqualTo(set.normalisation());
    assertThat(first.size()).isEqualTo(20);
    assertThat(images(set, first.batch(0, 20)))
        .doesNotContainAnyElementsOf(images(set, second.batch(0, 20)));
    assertThat(first.description())
        .isNotEqualTo(second.description())
        .contains("images 0 to 20 of it");
    assertThatThrownBy(() -> set.part(20, 41))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("found 40 images, expected at least 41");
  }

  @Test
  void theDescriptionTellsWhatWasUsed() {
    assertThat(read(ImageFiles.cifar10(10), 4).description())
        .matches(
            "cifar10 some\\.bin sha256 [0-9a-f]{12}: 10 images 3×32×32, 10 classes, order seed 4,"
                + " normalised by mean( 0\\.\\d{4}){3}, std( 0\\.\\d{4}){3}");
  }

  @Test
  void gzipIsTheSameSet() {
    byte[] bytes = ImageFiles.cifar10(10);
    String plain = read(bytes, 0).description();
    Path file = ImageFiles.gzip(folder.resolve("some.bin"), bytes);
    assertThat(ImageSources.parseSet("cifar10:" + file, 0).description()).isEqualTo(plain);
  }

  @Test
  void refusesAMissingFile() {
    assertThatThrownBy(() -> ImageSources.parseSet("cifar10:" + folder.resolve("none.bin"), 0))
        .isInstanceOf(InputException.class)
        .hasMessage(folder.resolve("none.bin") + ": no such file");
  }

  @Test
  void refusesADirectory() {
    assertThatThrownBy(() -> ImageSources.parseSet("cifar10:" + folder, 0))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + ": found a directory, expected a file");
  }

  @Test
  void refusesAnEmptyFile() {
    assertRefused(new byte[0], ": the file is empty");
  }

  @Test
  void refusesACutRecord() {
    assertRefused(
        Arrays.copyOf(ImageFiles.cifar10(2), 5000),
        ": found 5000 bytes, expected a multiple of 3073: record 2 is cut at byte 5000");
  }

  @Test
  void refusesALabelOutOfRange() {
    byte[] bytes = ImageFiles.cifar10(3);
    bytes[2 * ImageFiles.RECORD] = (byte) 200;
    assertRefused(bytes, ": record 3 at byte 6146: found label 200, expected 0 to 9");
  }

  @Test
  void refusesArgumentsOutsideTheirRange() {
    ImageSet set = read(ImageFiles.cifar10(10), 0);
    assertThatThrownBy(() -> set.batch(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> set.batch(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> set.part(3, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> set.epoch(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> set.inOrder(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void readsRealImages() {
    Path real = Path.of(System.getProperty("parzc.shared", ""), "data", "cifar10_256_balanced.bin");
    assumeTrue(Files.exists(real), "no real CIFAR-10 images at " + real);
    ImageSet set = ImageSources.parseSet("cifar10:" + real, 0);
    assertThat(set.size()).isEqualTo(256);
    assertThat(set.normalisation().mean().get(0)).isCloseTo(0.4914, within(0.01));
  }
}
