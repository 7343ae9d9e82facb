package org.parzc.spaces.nds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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

class NdsSpaceTest {
  private static final SearchSpace DARTS = SearchSpaces.named("nds-darts");
  private static final SearchSpace ENAS = SearchSpaces.named("nds-enas");
  private static final Skeleton SMALL = new Skeleton(4, 1, 10, new Shape(3, 32, 32));
  private static final String DARTS_V2_NORMAL =
      "sep_conv_3x3~0 sep_conv_3x3~1 sep_conv_3x3~0 sep_conv_3x3~1 "
          + "sep_conv_3x3~1 skip_connect~0 skip_connect~0 dil_conv_3x3~2";
  private static final String DARTS_V2_REDUCE =
      "max_pool_3x3~0 max_pool_3x3~1 skip_connect~2 max_pool_3x3~1 "
          + "max_pool_3x3~0 skip_connect~2 skip_connect~2 max_pool_3x3~1";
  private static final String DARTS_V2 = DARTS_V2_NORMAL + ";" + DARTS_V2_REDUCE;
  private static final String OPERATIONS =
      "expected one of none, max_pool_3x3, avg_pool_3x3, skip_connect, "
          + "sep_conv_3x3, sep_conv_5x5, dil_conv_3x3, dil_conv_5x5";

  static Stream<NdsSpace> spaces() {
    return NdsSpace.all().stream();
  }

  private static Stream<NdsArchitecture> drawn(NdsSpace space, int count) {
    SplittableRandom random = new SplittableRandom(1);
    return Stream.generate(() -> space.random(random)).limit(count);
  }

  @Test
  void theSpacesAreListed() {
    assertThat(SearchSpaces.all())
        .extracting(SearchSpace::name)
        .contains("nds-amoeba", "nds-darts", "nds-enas", "nds-nasnet", "nds-pnas");
    assertThat(DARTS.description())
        .isEqualTo("DARTS cells as in NDS: 4 nodes, 8 operations, output of all nodes");
    assertThat(ENAS.description())
        .isEqualTo("ENAS cells as in NDS: 5 nodes, 5 operations, output of loose ends");
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void everyArchitectureIsItsText(NdsSpace space) {
    Set<String> texts = new HashSet<>();
    drawn(space, 1000)
        .forEach(
            architecture -> {
              assertThat(space.parse(architecture.text()))
                  .isEqualTo(architecture)
                  .hasSameHashCodeAs(architecture);
              NdsArchitecture sized = space.parse(architecture.text() + ";C=36;N=20");
              assertThat(sized).isNotEqualTo(architecture);
              assertThat(sized.text()).isEqualTo(architecture.text() + ";C=36;N=20");
              assertThat(sized.id()).isNotEqualTo(architecture.id());
              texts.add(architecture.text());
            });
    assertThat(texts).hasSize(1000);
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void everyOperationAndInputIsDrawn(NdsSpace space) {
    Set<String> terms = new HashSet<>();
    drawn(space, 1000)
        .forEach(
            architecture -> {
              String[] normal = architecture.text().split(";")[0].split(" ");
              for (int t = 0; t < normal.length; t++) {
                terms.add(t + normal[t]);
              }
            });
    int inputs = 0;
    for (int node = 0; node < space.nodes(); node++) {
      inputs += 2 * (2 + node);
    }
    assertThat(terms).hasSize(space.operations().size() * inputs);
  }

  @Test
  void anArchitectureIsOfItsSpace() {
    String text =
        "skip_connect~0 skip_connect~1 skip_connect~0 skip_connect~1 skip_connect~0 skip_connect~1 "
            + "skip_connect~0 skip_connect~1 skip_connect~0 skip_connect~1";
    String both = text + ";" + text;
    assertThat(ENAS.parse(both)).isNotEqualTo(SearchSpaces.named("nds-pnas").parse(both));
    assertThat(ENAS.parse(both).id()).isNotEqualTo(SearchSpaces.named("nds-pnas").parse(both).id());
  }

  @ParameterizedTest
  @MethodSource
  void parseErrorsNameTheColumn(String text, int column, String message) {
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> DARTS.parse(text))
        .withMessage(message)
        .satisfies(e -> assertThat(e.column()).isEqualTo(column));
  }

  static Stream<Arguments> parseErrorsNameTheColumn() {
    String shorter = DARTS_V2_NORMAL.substring(0, DARTS_V2_NORMAL.lastIndexOf(' '));
    int end = DARTS_V2.length() + 1;
    return Stream.of(
        Arguments.of("", 1, "column 1: found the end, " + OPERATIONS),
        Arguments.of("conv_3x3~0", 1, "column 1: found 'conv_3x3', " + OPERATIONS),
        Arguments.of("none 0", 5, "column 5: found ' 0', expected '~'"),
        Arguments.of("none~x", 6, "column 6: found 'x', expected an input before node 2, 0 to 1"),
        Arguments.of(
            "none~", 6, "column 6: found the end, expected an input before node 2, 0 to 1"),
        Arguments.of("none~01", 6, "column 6: found '01', expected an input before node 2, 0 to 1"),
        Arguments.of(
            "none~2 none~0", 6, "column 6: found '2', expected an input before node 2, 0 to 1"),
        Arguments.of(
            "none~0 none~1 none~3",
            20,
            "column 20: found '3', expected an input before node 3, 0 to 2"),
        Arguments.of("none~0  none~1", 8, "column 8: found ' none~1', " + OPERATIONS),
        Arguments.of(
            shorter + ";" + DARTS_V2_REDUCE,
            shorter.length() + 1,
            "column "
                + (shorter.length() + 1)
                + ": found ';max_pool_3x3~0 max_pool…', expected 8 terms, of which 1 are missing"),
        Arguments.of(
            DARTS_V2_NORMAL,
            DARTS_V2_NORMAL.length() + 1,
            "column " + (DARTS_V2_NORMAL.length() + 1) + ": found the end, expected ';'"),
        Arguments.of(
            DARTS_V2_NORMAL + " none~0;",
            DARTS_V2_NORMAL.length() + 1,
            "column " + (DARTS_V2_NORMAL.length() + 1) + ": found ' none~0;', expected ';'"),
        Arguments.of(DARTS_V2 + ";", end, "column " + end + ": found ';', expected the end"),
        Arguments.of(
            DARTS_V2 + ";C=0",
            end + 3,
            "column " + (end + 3) + ": found '0', expected C from 1 to 9999"),
        Arguments.of(
            DARTS_V2 + ";C=8;N=2",
            end + 7,
            "column " + (end + 7) + ": found '2', expected N from 3 to 999"),
        Arguments.of(
            DARTS_V2 + ";C=036",
            end + 3,
            "column " + (end + 3) + ": found '036', expected C from 1 to 9999"),
        Arguments.of(
            DARTS_V2 + ";N=8;C=8",
            end + 4,
            "column " + (end + 4) + ": found ';C=8', expected the end"));
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void neighboursDifferInOneOperationOrInputAndAreMutual(NdsSpace space) {
    drawn(space, 5)
        .forEach(
            architecture -> {
              List<Architecture> neighbours = architecture.neighbours();
              int expected = 0;
              for (int node = 2; node < 2 + space.nodes(); node++) {
                expected += 2 * 2 * (space.operations().size() - 1 + node - 1);
              }
              assertThat(neighbours)
                  .hasSize(expected)
                  .doesNotHaveDuplicates()
                  .doesNotContain(architecture);
              assertThat(neighbours)
                  .allSatisfy(
                      neighbour -> {
                        assertThat(space.parse(neighbour.text())).isEqualTo(neighbour);
                        assertThat(neighbour.neighbours()).contains(architecture);
                      });
            });
  }

  @Test
  void neighboursKeepTheirSize() {
    assertThat(DARTS.parse(DARTS_V2 + ";C=36;N=20").neighbours())
        .allSatisfy(neighbour -> assertThat(neighbour.text()).endsWith(";C=36;N=20"));
  }

  private static String form(SearchSpace space, String normal) {
    return space.parse(normal + ";" + normal).canonicalForm();
  }

  @Test
  void theOrderOfTermsAndNodesDoesNotMatter() {
    String form = form(DARTS, DARTS_V2_NORMAL);
    assertThat(
            form(
                DARTS,
                "sep_conv_3x3~1 sep_conv_3x3~0 sep_conv_3x3~0 sep_conv_3x3~1 "
                    + "sep_conv_3x3~1 skip_connect~0 skip_connect~0 dil_conv_3x3~2"))
        .isEqualTo(form);
    // The last two nodes exchanged, then the first two: the dilated convolution reads the other of
    // two equal nodes.
    assertThat(
            form(
                DARTS,
                "sep_conv_3x3~0 sep_conv_3x3~1 sep_conv_3x3~0 sep_conv_3x3~1 "
                    + "skip_connect~0 dil_conv_3x3~2 sep_conv_3x3~1 skip_connect~0"))
        .isEqualTo(form);
    assertThat(
            form(
                DARTS,
                "sep_conv_3x3~0 sep_conv_3x3~1 sep_conv_3x3~0 sep_conv_3x3~1 "
                    + "sep_conv_3x3~1 skip_connect~0 skip_connect~0 dil_conv_3x3~3"))
        .isEqualTo(form);
    assertThat(
            form(
                DARTS,
                "sep_conv_3x3~0 sep_conv_3x3~1 sep_conv_3x3~0 sep_conv_3x3~1 "
                    + "sep_conv_3x3~1 skip_connect~0 skip_connect~1 dil_conv_3x3~2"))
        .isNotEqualTo(form);
  }

  @Test
  void theInputOfNoneDoesNotMatter() {
    String rest =
        " skip_connect~0 skip_connect~1 skip_connect~0 skip_connect~1 skip_connect~0"
            + " skip_connect~1";
    assertThat(form(DARTS, "none~0 skip_connect~1" + rest))
        .isEqualTo(form(DARTS, "skip_connect~1 none~1" + rest));
  }

  @Test
  void twoReadersOfOneNodeAreNotReadersOfTwoEqualNodes() {
    String nodes = "sep_conv_3x3~0 sep_conv_3x3~1 sep_conv_3x3~0 sep_conv_3x3~1 ";
    String last = " skip_connect~0 skip_connect~1";
    assertThat(form(DARTS, nodes + "sep_conv_5x5~2 skip_connect~2" + last))
        .isNotEqualTo(form(DARTS, nodes + "sep_conv_5x5~2 skip_connect~3" + last));
  }

  @Test
  void equalFormsHaveEqualSizes() {
    spaces()
        .forEach(
            space ->
                drawn(space, 30)
                    .forEach(
                        architecture -> {
                          Blueprint before = architecture.blueprint(SMALL);
                          String[] cells = architecture.text().split(";");
                          String[] terms = cells[0].split(" ");
                          for (int node = 0; node < space.nodes(); node++) {
                            String first = terms[2 * node];
                            terms[2 * node] = terms[2 * node + 1];
                            terms[2 * node + 1] = first;
                          }
                          NdsArchitecture swapped =
                              space.parse(String.join(" ", terms) + ";" + cells[1]);
                          assertThat(swapped.canonicalForm())
                              .isEqualTo(architecture.canonicalForm());
                          assertThat(swapped.blueprint(SMALL).parameters())
                              .isEqualTo(before.parameters());
                          assertThat(swapped.blueprint(SMALL).flops()).isEqualTo(before.flops());
                          assertThat(Topology.features(swapped.blueprint(SMALL)))
                              .isEqualTo(Topology.features(before));
                        }));
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void nodesUseTheSlotsOfTheSpaceInTheirOrder(NdsSpace space) {
    for (Skeleton skeleton : List.of(SMALL, space.defaultSkeleton())) {
      List<Slot> slots = space.slots(skeleton);
      assertThat(slots).doesNotHaveDuplicates();
      Set<Slot> used = new HashSet<>();
      drawn(space, 200)
          .forEach(
              architecture -> {
                List<Slot> own =
                    architecture.blueprint(skeleton).nodes().stream()
                        .map(Blueprint.Node::slot)
                        .toList();
                assertThat(slots).containsSubsequence(own);
                used.addAll(own);
              });
      // Reductions of nodes inside a reduction cell keep the resolution, so their skips have no
      // weights.
      assertThat(slots.stream().filter(slot -> !used.contains(slot)))
          .allMatch(slot -> slot.name().matches("stage.*(even|odd)"));
    }
  }

  @Test
  void groupsDoNotKnowTheNumberOfTheCell() {
    List<Slot> slots = DARTS.slots(DARTS.defaultSkeleton());
    assertThat(slots)
        .contains(
            new Slot("stage1.cell2.node3.second.depthwise1", "stage1.node3.second.depthwise1"),
            new Slot("reduction2.node2.first.even", "reduction2.node2.first.even"));
    assertThat(slots.get(0).name()).isEqualTo("stem");
    assertThat(slots.get(slots.size() - 1).name()).isEqualTo("classifier");
  }

  @ParameterizedTest
  @CsvSource({
    "3, 'stage1.cell1 reduction1 reduction2'",
    "4, 'stage1.cell1 reduction1 reduction2 stage3.cell1'",
    "5, 'stage1.cell1 reduction1 stage2.cell1 reduction2 stage3.cell1'",
    "8, 'stage1.cell1 stage1.cell2 reduction1 stage2.cell1 stage2.cell2 reduction2 stage3.cell1"
        + " stage3.cell2'"
  })
  void reductionsStandAtOneAndTwoThirds(int depth, String places) {
    assertThat(NdsPlace.all(depth)).extracting(NdsPlace::name).containsExactly(places.split(" "));
    Blueprint blueprint = DARTS.parse(DARTS_V2 + ";N=" + depth).blueprint(SMALL);
    assertThat(
            blueprint.vertices().stream()
                .map(Blueprint.Vertex::cell)
                .filter(cell -> !cell.isEmpty())
                .distinct())
        .containsExactly(places.split(" "));
    assertThat(DARTS.parse(DARTS_V2 + ";N=" + (2 + 3 * SMALL.cellsPerStage())).blueprint(SMALL))
        .isEqualTo(DARTS.parse(DARTS_V2).blueprint(SMALL));
  }

  /** DARTS V2 at the published size; the article rounds to 3.3 million. */
  @Test
  void dartsV2HasThePublishedParameters() {
    Blueprint blueprint = DARTS.parse(DARTS_V2 + ";C=36;N=20").blueprint(DARTS.defaultSkeleton());
    assertThat(blueprint.parameters()).isEqualTo(3_349_342);
  }

  @Test
  void looseEndsAreTheNodesThatNobodyReads() {
    NdsSpace enas =
        spaces().filter(space -> space.name().equals("nds-enas")).findFirst().orElseThrow();
    NdsArchitecture architecture =
        enas.parse(
            "sep_conv_3x3~0 skip_connect~1 sep_conv_3x3~2 skip_connect~0 skip_connect~0"
                + " skip_connect~1 max_pool_3x3~2 skip_connect~4 skip_connect~0"
                + " skip_connect~0;sep_conv_3x3~0 skip_connect~1 sep_conv_3x3~2 skip_connect~0"
                + " skip_connect~3 skip_connect~1 max_pool_3x3~2 skip_connect~4 skip_connect~5"
                + " skip_connect~0");
    assertThat(architecture.normalOutputs()).containsExactly(3, 5, 6);
    assertThat(architecture.reductionOutputs()).containsExactly(6);
    assertThat(architecture.picture())
        .contains(
            "normal     3 = sep_conv_3x3(2) + skip_connect(0)",
            "normal     output = 3, 5, 6",
            "reduction  output = 6");
    NdsArchitecture darts = (NdsArchitecture) DARTS.parse(DARTS_V2);
    assertThat(darts.normalOutputs()).containsExactly(2, 3, 4, 5);
  }

  @Test
  void aCellOfNothingIsDead() {
    String nothing = "none~0 none~0 none~0 none~0 none~0 none~0 none~0 none~0";
    Blueprint blueprint = DARTS.parse(nothing + ";" + nothing).blueprint(SMALL);
    assertThat(blueprint.live().isEmpty()).isTrue();
    assertThat(blueprint.depth()).isZero();
  }

  @Test
  void theTrainedCellsAreRead() {
    Path file = Path.of(System.getProperty("parzc.shared", ""), "data", "darts214.csv");
    assumeTrue(Files.exists(file), "no real labels at " + file);
    Labels best = LabelFile.read(file, DARTS, null, "best_test_acc", LabelRange.PERCENT);
    Labels last = LabelFile.read(file, DARTS, null, "final_test_acc", LabelRange.PERCENT);
    assertThat(best.size()).isEqualTo(214);
    assertThat(last.architectures()).isEqualTo(best.architectures());
    assertThat(best.entries().get(0).label()).isEqualTo(97.06);
    assertThat(last.entries().get(0).label()).isEqualTo(97.02);
  }
}
