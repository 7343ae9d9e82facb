package org.parzc.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;

class ImageSourcesTest {
  private static final Shape SHAPE = new Shape(3, 8, 8);

  private static ImageSource normal(long seed) {
    return ImageSources.parse("normal", seed, SHAPE, 5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "foo",
        "foo:x",
        "cifar10",
        "cifar10:",
        "idx",
        "idx:",
        "normal:",
        "normal:08",
        "normal:0",
        "normal:10000",
        "normal:x",
        "CIFAR10:x"
      })
  void refusesUnknownForms(String option) {
    assertThatThrownBy(() -> ImageSources.parse(option, 0, SHAPE, 10))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "images: found '"
                + option
                + "', expected cifar10:PATH, idx:IMAGES[,LABELS] or normal[:SIDE]");
  }

  @Test
  void normalImagesMayHaveASideOfTheirOwn() {
    ImageSource source = ImageSources.parse("normal:12", 1, SHAPE, 5);
    assertThat(source.shape()).isEqualTo(new Shape(3, 12, 12));
    assertThat(source.batch(0, 2).pixels()).hasSize(2 * 3 * 12 * 12);
  }

  @Test
  void refusesNormalImagesForTraining() {
    assertThatThrownBy(() -> ImageSources.parseSet("normal", 0))
        .isInstanceOf(InputException.class)
        .hasMessage("images: found 'normal', expected cifar10:PATH or idx:IMAGES[,LABELS]");
  }

  @Test
  void refusesATextThatIsNoPath() {
    assertThatThrownBy(() -> ImageSources.parseSet("cifar10:a\0b", 0))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("'a·b': not a path");
  }

  @Test
  void normalImagesAreStandardNormalWithUniformLabels() {
    ImageBatch batch = normal(1).batch(0, 2000);
    double mean =
        IntStream.range(0, batch.pixels().length)
            .mapToDouble(i -> batch.pixels()[i])
            .average()
            .orElseThrow();
    double square =
        IntStream.range(0, batch.pixels().length)
            .mapToDouble(i -> (double) batch.pixels()[i] * batch.pixels()[i])
            .average()
            .orElseThrow();
    assertThat(mean).isCloseTo(0, within(0.01));
    assertThat(square).isCloseTo(1, within(0.02));
    for (int label = 0; label < 5; label++) {
      int wanted = label;
      assertThat(IntStream.of(batch.labels()).filter(l -> l == wanted).count())
          .isBetween(320L, 480L);
    }
  }

  @Test
  void normalImagesDoNotDependOnTheBatchSize() {
    float[] wide = normal(1).batch(0, 8).pixels();
    float[] narrow = normal(1).batch(1, 4).pixels();
    assertThat(Arrays.copyOfRange(wide, wide.length / 2, wide.length)).isEqualTo(narrow);
  }

  @Test
  void normalImagesDependOnTheSeed() {
    assertThat(normal(1).batch(3, 2).pixels()).isEqualTo(normal(1).batch(3, 2).pixels());
    assertThat(normal(1).batch(3, 2).pixels()).isNotEqualTo(normal(2).batch(3, 2).pixels());
    // Pinned: the content is part of every stored result.
    assertThat(normal(1).batch(0, 1).pixels()[0]).isEqualTo(-1.8995241f);
  }

  @Test
  void normalImagesSayWhatTheyAre() {
    assertThat(normal(7).description())
        .isEqualTo("normal: images 3×8×8, 5 classes, seed 7, not normalised");
    assertThat(normal(7).size()).isEqualTo(Long.MAX_VALUE);
    assertThat(normal(7).classes()).isEqualTo(5);
    assertThat(normal(7).shape()).isEqualTo(SHAPE);
  }

  @Test
  void refusesArgumentsOutsideTheirRange() {
    assertThatThrownBy(() -> normal(0).batch(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> normal(0).batch(0, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ImageSources.parse("normal", 0, SHAPE, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ImageBatch(new float[5], new int[1], SHAPE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
