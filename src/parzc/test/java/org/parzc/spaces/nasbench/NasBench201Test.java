package org.parzc.spaces.nasbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.Draws;
import org.parzc.Seeded;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.labels.LabelFile;
import org.parzc.labels.LabelRange;
import org.parzc.labels.LabelledArchitecture;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.Skeleton;

class NasBench201Test {
  private static final long SIZE = 15_625;
  private static final EnumerableSpace SPACE = new NasBench201();
  private static final String OPERATIONS =
      "expected one of none, skip_connect, nor_conv_1x1, nor_conv_3x3, avg_pool_3x3";
  private static final String DEAD = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|";
  private static final String INDEX_0 =
      "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|";
  private static final String FULL =
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|";

  /** One cell a stage: few enough paths to walk them all. */
  private static final Skeleton SMALL = new Skeleton(4, 1, 10, new Shape(3, 32, 32));

  private static Stream<Architecture> everything() {
    return LongStream.range(0, SIZE).mapToObj(SPACE::at);
  }

  private static Architecture one(Draws draws) {
    return SPACE.at(draws.whole(0, SIZE - 1));
  }

  @Test
  void everyArchitectureIsItsText() {
    Set<String> texts = new HashSet<>();
    everything()
        .forEach(
            architecture -> {
              assertThat(SPACE.parse(architecture.text()))
                  .isEqualTo(architecture)
                  .hasSameHashCodeAs(architecture);
              texts.add(architecture.text());
            });
    assertThat(SPACE.size()).isEqualTo(SIZE);
    assertThat(texts).hasSize((int) SIZE);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, SIZE, Long.MAX_VALUE})
  void indicesHaveARange(long index) {
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> SPACE.at(index));
  }

  @Test
  void theFirstEdgeIsTheMostSignificantDigit() {
    assertThat(SPACE.at(0).text()).isEqualTo(DEAD);
    assertThat(SPACE.at(1).text())
        .isEqualTo("|none~0|+|none~0|none~1|+|none~0|none~1|skip_connect~2|");
    assertThat(SPACE.at(3125).text())
        .isEqualTo("|skip_connect~0|+|none~0|none~1|+|none~0|none~1|none~2|");
  }

  @Test
  void thereAre4930CanonicalForms() {
    assertThat(everything().map(Architecture::canonicalForm).distinct().count()).isEqualTo(4930);
  }

  @Test
  void oneCellStandsForAllThatComputeTheSame() {
    assertThat(everything().map(Architecture::representative).distinct().count()).isEqualTo(4930);
    assertThat(everything())
        .allMatch(
            cell ->
                cell.representative().canonicalForm().equals(cell.canonicalForm())
                    && cell.representative().representative().equals(cell.representative()));
    assertThat(
            SPACE
                .parse(
                    "|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|none~1|none~2|")
                .representative()
                .text())
        .isEqualTo("|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|");
  }

  @Test
  void idsAreStableAndUnique() {
    assertThat(SPACE.at(0).id()).isEqualTo("9ffd22a28130e3ca2a41f2f2eab14ab1");
    assertThat(everything().map(Architecture::id).distinct().count()).isEqualTo(SIZE);
  }

  @Seeded(tries = 200)
  void neighboursDifferInOneEdgeAndAreMutual(Draws draws) {
    Architecture architecture = one(draws);
    List<Architecture> neighbours = architecture.neighbours();
    assertThat(neighbours).hasSize(24).doesNotHaveDuplicates().doesNotContain(architecture);
    assertThat(neighbours)
        .allSatisfy(
            neighbour -> {
              assertThat(differences(neighbour, architecture)).isOne();
              assertThat(neighbour.neighbours()).contains(architecture);
            });
  }

  private static long differences(Architecture a, Architecture b) {
    String[] left = a.text().split("\\|");
    String[] right = b.text().split("\\|");
    return IntStream.range(0, left.length).filter(i -> !left[i].equals(right[i])).count();
  }

  @ParameterizedTest
  @MethodSource
  void parseErrorsNameTheColumn(String text, int column, String message) {
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> SPACE.parse(text))
        .withMessage(message)
        .satisfies(e -> assertThat(e.column()).isEqualTo(column));
  }

  static Stream<Arguments> parseErrorsNameTheColumn() {
    return Stream.of(
        Arguments.of("", 1, "column 1: found the end, expected '|'"),
        Arguments.of("none~0|", 1, "column 1: found 'none~0|', expected '|'"),
        Arguments.of("|conv~0|", 2, "column 2: found 'conv', " + OPERATIONS),
        Arguments.of("|none~0|+|none~0|NONE~1|", 18, "column 18: found 'NONE', " + OPERATIONS),
        Arguments.of("|none~0", 8, "column 8: found the end, expected '|'"),
        Arguments.of("|none~0|+none~0|", 10, "column 10: found 'none~0|', expected '|'"),
        Arguments.of("|none~0|none~0|", 9, "column 9: found 'none~0|', expected '+'"),
        Arguments.of("|none~1|", 6, "column 6: found '~1|', expected '~0'"),
        Arguments.of("|none~0|+|none~0|+|", 18, "column 18: found '+|', " + OPERATIONS),
        Arguments.of("|none~0|+|none~0|none~1|", 25, "column 25: found the end, expected '+'"),
        Arguments.of(DEAD + "none~3|", 48, "column 48: found 'none~3|', expected the end"),
        Arguments.of(DEAD + " ", 48, "column 48: found ' ', expected the end"));
  }

  @Test
  void the98SlotsAreUnique() {
    List<Slot> slots = SPACE.slots(SPACE.defaultSkeleton());
    assertThat(slots).hasSize(98);
    assertThat(slots.stream().map(Slot::name).distinct()).hasSize(98);
    // Stem, classifier, two reductions of three layers, and six edges in each of three stages.
    assertThat(slots.stream().map(Slot::group).distinct()).hasSize(1 + 1 + 6 + 18);
  }

  @Seeded(tries = 100)
  void nodesUseTheSlotsOfTheSpaceInTheirOrder(Draws draws) {
    List<Slot> used =
        one(draws).blueprint(SMALL).nodes().stream().map(Blueprint.Node::slot).toList();
    assertThat(SPACE.slots(SMALL)).containsSubsequence(used);
  }

  @Test
  void parametersAreTheBenchmarks() {
    assertThat(parameters(DEAD)).isEqualTo(73_306);
    assertThat(parameters(INDEX_0)).isEqualTo(129_306);
    assertThat(parameters(FULL)).isEqualTo(1_531_546);
  }

  private static long parameters(String text) {
    return SPACE.parse(text).blueprint(SPACE.defaultSkeleton()).parameters();
  }

  @Seeded(tries = 100)
  void inputsPrecedeTheVerticesThatReadThem(Draws draws) {
    Blueprint blueprint = one(draws).blueprint(SPACE.defaultSkeleton());
    for (int v = 0; v < blueprint.vertices().size(); v++) {
      int vertex = v;
      assertThat(blueprint.vertices().get(v).inputs())
          .allSatisfy(input -> assertThat(input).isBetween(0, vertex - 1));
    }
    for (Blueprint.Node node : blueprint.nodes()) {
      assertThat(blueprint.weighted(node)).isNotNull();
      node.activation()
          .ifPresent(
              relu ->
                  assertThat(blueprint.vertices().get(relu).layer())
                      .isInstanceOf(Layer.Relu.class));
    }
  }

  @Seeded(tries = 200)
  void liveAndDepthAgreeWithWalkingEveryPath(Draws draws) {
    Blueprint blueprint = one(draws).blueprint(SMALL);
    BitSet live = new BitSet();
    int depth = walk(blueprint, blueprint.output(), new ArrayList<>(), live);
    assertThat(blueprint.live()).isEqualTo(live);
    assertThat(blueprint.depth()).isEqualTo(depth);
  }

  /**
   * Follows every path from a vertex back to the input; returns the most weighted layers on one
   * that arrives.
   */
  private static int walk(Blueprint blueprint, int vertex, List<Integer> path, BitSet live) {
    Layer layer = blueprint.vertices().get(vertex).layer();
    if (layer instanceof Layer.Zero) {
      return 0;
    }
    path.add(vertex);
    int deepest = 0;
    if (layer instanceof Layer.Input) {
      path.forEach(live::set);
      deepest =
          (int)
              path.stream()
                  .filter(v -> blueprint.vertices().get(v).layer() instanceof Layer.Weighted)
                  .count();
    }
    for (int input : blueprint.vertices().get(vertex).inputs()) {
      deepest = Math.max(deepest, walk(blueprint, input, path, live));
    }
    path.remove(path.size() - 1);
    return deepest;
  }

  @Test
  void depthsOfKnownCells() {
    Skeleton skeleton = SPACE.defaultSkeleton();
    assertThat(SPACE.parse(DEAD).blueprint(skeleton).depth()).isZero();
    assertThat(SPACE.parse(DEAD).blueprint(skeleton).live().isEmpty()).isTrue();
    // Stem, fifteen cells of three layers in a row, two reductions of two, classifier.
    assertThat(SPACE.parse(FULL).blueprint(skeleton).depth()).isEqualTo(1 + 15 * 3 + 2 * 2 + 1);
  }

  @Test
  void thePictureTellsDeadEdges() {
    Architecture halfDead =
        SPACE.parse("|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|");
    assertThat(halfDead.picture())
        .containsExactly(
            "0 -> 1  nor_conv_3x3  dead",
            "0 -> 2  none          dead",
            "1 -> 2  none          dead",
            "0 -> 3  skip_connect  live",
            "1 -> 3  none          dead",
            "2 -> 3  nor_conv_1x1  dead");
  }

  @Test
  void labelsOfOneCanonicalFormDifferByNoiseAlone() {
    Path file = Path.of(System.getProperty("parzc.shared", ""), "data", "nasbench201_cifar10.csv");
    assumeTrue(Files.exists(file), "no real labels at " + file);
    Map<String, List<Double>> classes = new HashMap<>();
    for (LabelledArchitecture entry :
        LabelFile.read(file, SPACE, null, "cifar10_test", LabelRange.PERCENT).entries()) {
      classes
          .computeIfAbsent(entry.architecture().canonicalForm(), form -> new ArrayList<>())
          .add(entry.label());
    }
    double[] spreads =
        classes.values().stream()
            .filter(labels -> labels.size() > 1)
            .mapToDouble(labels -> Collections.max(labels) - Collections.min(labels))
            .sorted()
            .toArray();
    assertThat(spreads).hasSizeGreaterThan(1000);
    assertThat(spreads[spreads.length / 2]).isLessThan(0.5);
  }
}
