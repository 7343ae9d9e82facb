package org.parzc.spaces.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.blueprint.Topology;
import org.parzc.labels.LabelFile;
import org.parzc.labels.LabelRange;
import org.parzc.labels.Labels;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;

class AutoFormerTest {
  private static final SearchSpace SPACE = SearchSpaces.named("autoformer");
  private static final Skeleton SMALL = new Skeleton(1, 1, 10, new Shape(3, 32, 32));
  private static final String TWELVE =
      "192;12;3.5 3.5 3.5 4.0 4.0 4.0 3.5 4.0 3.5 4.0 3.5 4.0;3 4 3 4 3 4 3 4 3 4 3 4";

  private static Stream<Architecture> drawn(int count) {
    SplittableRandom random = new SplittableRandom(1);
    return Stream.generate(() -> SPACE.random(random)).limit(count);
  }

  @Test
  void everyArchitectureIsItsTextAndBuilds() {
    List<Slot> slots = SPACE.slots(SMALL);
    assertThat(slots).doesNotHaveDuplicates();
    Set<String> ids = new HashSet<>();
    Set<Slot> used = new HashSet<>();
    drawn(1000)
        .forEach(
            architecture -> {
              assertThat(SPACE.parse(architecture.text()))
                  .isEqualTo(architecture)
                  .hasSameHashCodeAs(architecture);
              assertThat(architecture.canonicalForm()).isEqualTo(architecture.text());
              assertThat(architecture.id()).matches("[0-9a-f]{32}");
              ids.add(architecture.id());
              Blueprint blueprint = architecture.blueprint(SMALL);
              List<Slot> own = blueprint.nodes().stream().map(Blueprint.Node::slot).toList();
              assertThat(slots).containsSubsequence(own);
              used.addAll(own);
              int blocks = Integer.parseInt(architecture.text().split(";")[1]);
              assertThat(own).hasSize(2 + 4 * blocks);
              assertThat(blueprint.depth()).isEqualTo(2 + 4 * blocks);
              assertThat(blueprint.live().cardinality()).isEqualTo(blueprint.vertices().size());
              assertThat(architecture.picture()).hasSize(1 + blocks);
            });
    assertThat(ids).hasSize(1000);
    assertThat(used).containsExactlyInAnyOrderElementsOf(slots);
  }

  @Test
  void everyChoiceIsDrawn() {
    Set<String> choices =
        drawn(1000)
            .flatMap(
                architecture -> {
                  String[] parts = architecture.text().split(";");
                  int hidden = Integer.parseInt(parts[0]);
                  String supernet = hidden < 300 ? "T" : hidden < 500 ? "S" : "B";
                  return Stream.of(
                          Stream.of(parts[0], supernet + parts[1]),
                          Stream.of(parts[2].split(" ")).map(r -> supernet + r),
                          Stream.of(parts[3].split(" ")).map(h -> supernet + "h" + h))
                      .flatMap(all -> all);
                })
            .collect(Collectors.toSet());
    assertThat(choices)
        .containsExactlyInAnyOrder(
            ("192 216 240 T12 T13 T14 T3.5 T4.0 Th3 Th4 320 384 448 S12 S13 S14 S3.0 S3.5 S4.0 Sh5"
                    + " Sh6 Sh7 528 576 624 B14 B15 B16 B3.0 B3.5 B4.0 Bh9 Bh10")
                .split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "'' ! 1 ! column 1: found the end, expected a hidden size, one of 192, 216, 240, 320, 384,"
            + " 448, 528, 576, 624",
        "200;12 ! 1 ! column 1: found '200', expected a hidden size, one of 192, 216, 240, 320,"
            + " 384, 448, 528, 576, 624",
        "192 ! 4 ! column 4: found the end, expected ';'",
        "192;15;3.5 ! 5 ! column 5: found '15', expected a depth, one of 12, 13, 14",
        "528;12;3.5 ! 5 ! column 5: found '12', expected a depth, one of 14, 15, 16",
        "192;12;4 ! 8 ! column 8: found '4', expected the MLP ratio of block 1, one of 3.5, 4.0",
        "192;12;3.5 3.0 ! 12 ! column 12: found '3.0', expected the MLP ratio of block 2, one of"
            + " 3.5, 4.0",
        "192;12;3.5 4.0;3 4 ! 15 ! column 15: found ';3 4', expected ' '",
        "192;12;3.5 4.0 ! 15 ! column 15: found the end, expected ' '"
      })
  void parseErrorsNameTheColumn(String text, int column, String message) {
    refused(text, column, message);
  }

  @Test
  void parseErrorsInTheHeadsNameTheColumn() {
    int heads = TWELVE.lastIndexOf(';') + 2;
    int end = TWELVE.length() + 1;
    String before = TWELVE.substring(0, heads - 1);
    refused(
        before + "5 4",
        heads,
        "column %d: found '5', expected the number of heads of block 1, one of 3, 4"
            .formatted(heads));
    refused(
        before + "3 x",
        heads + 2,
        "column %d: found 'x', expected the number of heads of block 2, one of 3, 4"
            .formatted(heads + 2));
    refused(TWELVE + " 3", end, "column %d: found ' 3', expected the end".formatted(end));
    refused(
        TWELVE.substring(0, end - 3),
        end - 2,
        "column %d: found the end, expected ' '".formatted(end - 2));
  }

  private static void refused(String text, int column, String message) {
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> SPACE.parse(text))
        .withMessage(message)
        .satisfies(e -> assertThat(e.column()).isEqualTo(column));
  }

  @Test
  void neighboursDifferInOneChoiceAndAreMutual() {
    drawn(20)
        .forEach(
            architecture -> {
              List<Architecture> neighbours = architecture.neighbours();
              assertThat(neighbours).doesNotHaveDuplicates().doesNotContain(architecture);
              assertThat(neighbours)
                  .allSatisfy(
                      neighbour -> {
                        assertThat(SPACE.parse(neighbour.text())).isEqualTo(neighbour);
                        assertThat(neighbour.neighbours()).contains(architecture);
                      });
            });
    // Two hidden sizes, four last blocks more, and another ratio and number of heads in each of
    // twelve blocks.
    assertThat(SPACE.parse(TWELVE).neighbours()).hasSize(2 + 4 + 12 * 2);
  }

  /**
   * Counted by hand: patches, class token, positions, blocks, the last normalisation, and the head.
   */
  @Test
  void parametersAndProductsAreThoseOfTheDefinition() {
    Blueprint blueprint = SPACE.parse(TWELVE).blueprint(SPACE.defaultSkeleton());
    long width = 192;
    long block = 3 * width * width + 3 * width + width * width + width + 4 * width;
    long parameters =
        768 * width + width + width + 197 * width + 2 * width + 100 * width + 100 + 12 * block;
    long products = 196 * 768 * width + 100 * width;
    for (double ratio : new double[] {3.5, 4.0}) {
      long hidden = (long) (ratio * width);
      parameters += 6 * (2 * width * hidden + hidden + width);
      products += 6 * 197 * (4 * width * width + 2 * width * hidden + 2 * 197 * width);
    }
    assertThat(blueprint.parameters()).isEqualTo(parameters);
    assertThat(blueprint.flops()).isEqualTo(products);
  }

  @Test
  void headsShareTheHiddenSizeInTinyAndHave64FeaturesInTheOthers() {
    assertThat(AutoFormerSupernet.TINY.attention(216, 4)).isEqualTo(216);
    assertThat(AutoFormerSupernet.SMALL.attention(320, 6)).isEqualTo(384);
    assertThat(AutoFormerSupernet.BASE.attention(528, 10)).isEqualTo(640);
  }

  @ParameterizedTest
  @CsvSource({
    "224, 16, 197",
    "112, 8, 197",
    "64, 8, 65",
    "32, 4, 65",
    "28, 2, 197",
    "8, 1, 65",
    "4, 1, 17"
  })
  void smallImagesGetSmallPatches(int side, int patch, int tokens) {
    Blueprint blueprint =
        SPACE.parse(TWELVE).blueprint(new Skeleton(1, 1, 7, new Shape(1, side, side)));
    assertThat(Patches.side(blueprint.input())).isEqualTo(patch);
    assertThat(blueprint.vertices().get(blueprint.nodes().get(1).vertex()).shape())
        .isEqualTo(Shape.tokens(tokens, 3 * 192));
    assertThat(blueprint.vertices().get(blueprint.output()).shape()).isEqualTo(new Shape(7, 1, 1));
  }

  @Test
  void widthAndDepthAreNotTheSkeletons() {
    assertThat(SPACE.isSizedBySkeleton()).isFalse();
    assertThat(SPACE.parse(TWELVE).blueprint(new Skeleton(64, 9, 10, SMALL.input())))
        .isEqualTo(SPACE.parse(TWELVE).blueprint(SMALL));
  }

  @Test
  void topologyIsThatOfABlock() {
    assertThat(Topology.features(SPACE.parse(TWELVE).blueprint(SMALL)))
        .containsEntry("paths", 4.0)
        .containsEntry("operation:linear", 4.0)
        .containsEntry("path:linear>linear>linear>linear", 1.0);
  }

  @Test
  void theTrainedTransformersAreRead() {
    Path file =
        Path.of(System.getProperty("parzc.shared", ""), "data", "vit_autoformer200_cifar100.csv");
    assumeTrue(Files.exists(file), "no real labels at " + file);
    Labels labels = LabelFile.read(file, SPACE, null, "c100_kd_acc", LabelRange.PERCENT);
    assertThat(labels.size()).isEqualTo(200);
    assertThat(labels.entries().get(0).architecture().text()).startsWith("192;12;3.5 4.0");
    assertThat(labels.entries().get(0).label()).isEqualTo(76.06);
  }
}
