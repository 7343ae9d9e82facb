package org.parzc.spaces.transformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
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
import org.parzc.space.EnumerableSpace;
import org.parzc.space.Skeleton;

class PitTest {
  private static final EnumerableSpace SPACE = new Pit();
  private static final Skeleton SMALL = new Skeleton(1, 1, 10, new Shape(3, 32, 32));
  private static final String TINY = "32;4;2 6 4;2 4 8";

  private static Stream<Architecture> all() {
    return LongStream.range(0, SPACE.size()).mapToObj(SPACE::at);
  }

  @Test
  void everyArchitectureIsItsTextAndBuilds() {
    assertThat(SPACE.size()).isEqualTo(4 * 4 * 27 * 10);
    List<Slot> slots = SPACE.slots(SMALL);
    assertThat(slots).doesNotHaveDuplicates();
    Set<String> ids = new HashSet<>();
    Set<Slot> used = new HashSet<>();
    all()
        .forEach(
            architecture -> {
              assertThat(SPACE.parse(architecture.text()))
                  .isEqualTo(architecture)
                  .hasSameHashCodeAs(architecture);
              assertThat(architecture.canonicalForm()).isEqualTo(architecture.text());
              ids.add(architecture.id());
              Blueprint blueprint = architecture.blueprint(SMALL);
              List<Slot> own = blueprint.nodes().stream().map(Blueprint.Node::slot).toList();
              assertThat(slots).containsSubsequence(own);
              used.addAll(own);
              int blocks =
                  Stream.of(architecture.text().split(";")[2].split(" "))
                      .mapToInt(Integer::parseInt)
                      .sum();
              assertThat(own).hasSize(2 + 4 * blocks + 4);
              assertThat(blueprint.depth()).isEqualTo(2 + 4 * blocks + 2);
              assertThat(blueprint.live().cardinality()).isEqualTo(blueprint.vertices().size());
              assertThat(architecture.picture()).hasSize(3);
            });
    assertThat(ids).hasSize((int) SPACE.size()).allMatch(id -> id.matches("[0-9a-f]{32}"));
    assertThat(used).containsExactlyInAnyOrderElementsOf(slots);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "'' ! 1 ! column 1: found the end, expected a base width, one of 16, 24, 32, 40",
        "48;4 ! 1 ! column 1: found '48', expected a base width, one of 16, 24, 32, 40",
        "32,4 ! 1 ! column 1: found '32,4', expected a base width, one of 16, 24, 32, 40",
        "32;3;2 6 4 ! 4 ! column 4: found '3', expected an MLP ratio, one of 2, 4, 6, 8",
        "32;4 ! 5 ! column 5: found the end, expected ';'",
        "32;4;4 6 4 ! 6 ! column 6: found '4', expected the depth of stage 1, one of 1, 2, 3",
        "32;4;2 5 4 ! 8 ! column 8: found '5', expected the depth of stage 2, one of 4, 6, 8",
        "32;4;2 6;2 4 8 ! 9 ! column 9: found ';2 4 8', expected ' '",
        "32;4;2 6 4;3 4 8 ! 12 ! column 12: found '3', expected the heads of stage 1, one of 2, 4,"
            + " 8",
        "32;4;2 6 4;4 2 8 ! 14 ! column 14: found '2', expected the heads of stage 2, one of 4, 8",
        "32;4;2 6 4;2 8 4 ! 16 ! column 16: found '4', expected the heads of stage 3, one of 8",
        "32;4;2 6 4;2 4 8 8 ! 17 ! column 17: found ' 8', expected the end"
      })
  void parseErrorsNameTheColumn(String text, int column, String message) {
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> SPACE.parse(text))
        .withMessage(message)
        .satisfies(e -> assertThat(e.column()).isEqualTo(column));
  }

  @Test
  void neighboursDifferInOneChoiceAndAreMutual() {
    LongStream.range(0, 60)
        .mapToObj(i -> SPACE.at(i * 71))
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
    // Heads 2 4 8 may become 4 4 8, 2 2 8, 2 8 8, 2 4 4.
    assertThat(SPACE.parse(TINY).neighbours()).hasSize(3 + 3 + 3 * 2 + 4);
  }

  /** PiT-Ti at the published size; the article rounds to 4.9 million. */
  @Test
  void pitTinyHasThePublishedParameters() {
    Shape image = SPACE.defaultSkeleton().input();
    Blueprint blueprint = SPACE.parse(TINY).blueprint(new Skeleton(1, 1, 1000, image));
    assertThat(blueprint.parameters()).isEqualTo(4_847_272);
    // 0.7 billion multiply-adds there.
    assertThat(blueprint.flops()).isBetween(650_000_000L, 750_000_000L);
  }

  @ParameterizedTest
  @CsvSource({"224, 730 197 50", "32, 226 65 17", "16, 226 65 17", "8, 65 17 5", "1, 2 2 2"})
  void stagesHalveTheMapOfTokens(int side, String tokens) {
    Blueprint blueprint =
        SPACE.parse(TINY).blueprint(new Skeleton(1, 1, 10, new Shape(3, side, side)));
    List<String> found =
        Stream.of("stage1", "stage2", "stage3")
            .map(
                stage ->
                    blueprint.nodes().stream()
                        .filter(node -> node.slot().name().equals(stage + ".block1.qkv"))
                        .findFirst()
                        .orElseThrow())
            .map(node -> String.valueOf(blueprint.vertices().get(node.vertex()).shape().height()))
            .toList();
    assertThat(String.join(" ", found)).isEqualTo(tokens);
  }

  @Test
  void topologyIsThatOfABlock() {
    assertThat(Topology.features(SPACE.parse(TINY).blueprint(SMALL)))
        .containsEntry("paths", 4.0)
        .containsEntry("operation:linear", 4.0);
  }

  @Test
  void theTrainedTransformersAreRead() {
    Path file = Path.of(System.getProperty("parzc.shared", ""), "data", "vit_pit100_cifar100.csv");
    assumeTrue(Files.exists(file), "no real labels at " + file);
    Labels labels = LabelFile.read(file, SPACE, null, "c100_base_acc", LabelRange.PERCENT);
    assertThat(labels.size()).isEqualTo(100);
    assertThat(labels.entries().get(0).architecture().text()).isEqualTo("16;6;2 8 4;2 4 4");
    assertThat(labels.entries().get(0).label()).isEqualTo(68.33);
  }
}
