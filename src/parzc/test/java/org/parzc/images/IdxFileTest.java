package org.parzc.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;

class IdxFileTest {
  @TempDir Path folder;

  private Path images(byte[] bytes) {
    return ImageFiles.write(folder.resolve("train-images-idx3-ubyte"), bytes);
  }

  private Path labels(byte[] bytes) {
    return ImageFiles.write(folder.resolve("train-labels-idx1-ubyte"), bytes);
  }

  private void assertRefused(String option, String message) {
    assertThatThrownBy(() -> ImageSources.parseSet(option, 0))
        .isInstanceOf(InputException.class)
        .hasMessage(message);
  }

  @Test
  void padsToThirtyTwoAndRepeatsTheChannel() {
    Path images = images(ImageFiles.idxImages(20, 28, 28));
    labels(ImageFiles.idxLabels(20));
    ImageSet set = ImageSources.parseSet("idx:" + images, 0);
    ImageBatch batch = set.batch(0, 1);
    float black =
        (float)
            (-set.normalisation().mean().get(0) / set.normalisation().standardDeviation().get(0));
    float[] pixels = batch.pixels();
    assertThat(set.shape()).isEqualTo(new Shape(3, 32, 32));
    assertThat(Arrays.copyOf(pixels, 2 * 32 + 2)).containsOnly(black);
    double first =
        pixels[2 * 32 + 2] * set.normalisation().standardDeviation().get(0)
            + set.normalisation().mean().get(0);
    assertThat(Math.round(first * 255) % 10).isEqualTo(batch.labels()[0]);
    assertThat(Arrays.copyOfRange(pixels, 1024, 2048)).isEqualTo(Arrays.copyOf(pixels, 1024));
    assertThat(Arrays.copyOfRange(pixels, 2048, 3072)).isEqualTo(Arrays.copyOf(pixels, 1024));
  }

  @Test
  void gzipAndPlainFilesMix() {
    Path plain = images(ImageFiles.idxImages(20, 28, 28));
    ImageFiles.gzip(folder.resolve("train-labels-idx1-ubyte.gz"), ImageFiles.idxLabels(20));
    Path zipped =
        ImageFiles.gzip(
            folder.resolve("train-images-idx3-ubyte.gz"), ImageFiles.idxImages(20, 28, 28));
    ImageBatch batch = ImageSources.parseSet("idx:" + plain, 1).batch(0, 20);
    assertThat(ImageSources.parseSet("idx:" + zipped, 1).batch(0, 20).pixels())
        .isEqualTo(batch.pixels());
  }

  @Test
  void labelsCanBeNamed() {
    Path images = ImageFiles.write(folder.resolve("a"), ImageFiles.idxImages(10, 28, 28));
    Path labels = ImageFiles.write(folder.resolve("b"), ImageFiles.idxLabels(10));
    assertThat(ImageSources.parseSet("idx:" + images + "," + labels, 0).size()).isEqualTo(10);
    assertRefused(
        "idx:" + images,
        images
            + ": found no 'images-idx3-ubyte' in the file name, expected idx:IMAGES,LABELS to name"
            + " the labels");
  }

  @Test
  void refusesMissingFiles() {
    assertRefused("idx:" + folder.resolve("none"), folder.resolve("none") + ": no such file");
    Path images = images(ImageFiles.idxImages(10, 28, 28));
    assertRefused(
        "idx:" + images,
        images
            + ": no labels beside it, expected train-labels-idx1-ubyte or"
            + " train-labels-idx1-ubyte.gz");
    assertRefused(
        "idx:" + images + "," + folder.resolve("none"), folder.resolve("none") + ": no such file");
  }

  @Test
  void refusesEmptyFiles() {
    Path images = images(new byte[0]);
    labels(ImageFiles.idxLabels(10));
    assertRefused("idx:" + images, images + ": the file is empty");
    Path zipped = ImageFiles.gzip(folder.resolve("t-images-idx3-ubyte.gz"), new byte[0]);
    assertRefused("idx:" + zipped + "," + zipped, zipped + ": the file is empty");
  }

  @Test
  void refusesABadMagic() {
    Path images = images(ImageFiles.idxLabels(10));
    labels(ImageFiles.idxLabels(10));
    assertRefused(
        "idx:" + images,
        images + ": found magic 00000801, expected 00000803 (IDX of bytes, 3-dimensional)");
    images(new byte[] {0, 0, 8});
    assertRefused(
        "idx:" + images,
        images + ": found magic cut at byte 3, expected 00000803 (IDX of bytes, 3-dimensional)");
  }

  @Test
  void refusesACutHeader() {
    Path images = images(Arrays.copyOf(ImageFiles.idxImages(10, 28, 28), 10));
    labels(ImageFiles.idxLabels(10));
    assertRefused("idx:" + images, images + ": found 10 bytes, expected a header of 16");
  }

  @Test
  void refusesCutImages() {
    Path images = images(Arrays.copyOf(ImageFiles.idxImages(10, 28, 28), 16 + 3 * 784 + 5));
    labels(ImageFiles.idxLabels(10));
    assertRefused("idx:" + images, images + ": found 2373 bytes, expected 7856: cut in item 4");
  }

  @Test
  void refusesTrailingBytes() {
    Path images = images(Arrays.copyOf(ImageFiles.idxImages(10, 28, 28), 7857));
    labels(ImageFiles.idxLabels(10));
    assertRefused("idx:" + images, images + ": found 7857 bytes, expected 7856: trailing bytes");
  }

  @Test
  void refusesNoImages() {
    Path images = images(ImageFiles.idxImages(0, 28, 28));
    labels(ImageFiles.idxLabels(0));
    assertRefused(
        "idx:" + images, images + ": found an extent of 0 in the header, expected at least 1");
  }

  @Test
  void refusesImagesThatDoNotFit() {
    Path images = images(ImageFiles.idxImages(1, 28, 64));
    labels(ImageFiles.idxLabels(1));
    assertRefused("idx:" + images, images + ": found images of 28×64, expected at most 32×32");
  }

  @Test
  void refusesDifferentCounts() {
    Path images = images(ImageFiles.idxImages(10, 28, 28));
    Path labels = labels(ImageFiles.idxLabels(9));
    assertRefused(
        "idx:" + images, labels + ": found 9 labels, expected 10, one for each image of " + images);
  }

  @Test
  void refusesALabelOutOfRange() {
    Path images = images(ImageFiles.idxImages(10, 28, 28));
    byte[] bytes = ImageFiles.idxLabels(10);
    bytes[8 + 4] = 10;
    Path labels = labels(bytes);
    assertRefused("idx:" + images, labels + ": item 5 at byte 12: found label 10, expected 0 to 9");
  }

  @Test
  void refusesDamagedGzip() throws IOException {
    labels(ImageFiles.idxLabels(10));
    Path images =
        ImageFiles.gzip(
            folder.resolve("train-images-idx3-ubyte.gz"), ImageFiles.idxImages(10, 28, 28));
    byte[] whole = Files.readAllBytes(images);
    Files.write(images, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> ImageSources.parseSet("idx:" + images, 0))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(images + ": the gzip data are damaged or cut: ");
  }

  @Test
  void readsFashionMnist() {
    Path real = Path.of("/usr/share/datasets/fashion-mnist/t10k-images-idx3-ubyte.gz");
    assumeTrue(Files.exists(real), "no Fashion-MNIST at " + real);
    ImageSet set = ImageSources.parseSet("idx:" + real, 0);
    assertThat(set.size()).isEqualTo(10_000);
    assertThat(set.normalisation().mean().get(0)).isCloseTo(0.2868, within(1e-4));
    assertThat(IntStream.of(set.batch(600, 16).labels()).distinct().count()).isEqualTo(10);
  }
}
