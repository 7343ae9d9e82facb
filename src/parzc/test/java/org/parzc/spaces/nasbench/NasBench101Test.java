package org.parzc.spaces.nasbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.Draws;
import org.parzc.InputException;
import org.parzc.Seeded;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.blueprint.Topology;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;

class NasBench101Test {
  private static final SearchSpace SPACE = new NasBench101();
  private static final Skeleton SMALL = new Skeleton(16, 1, 10, new Shape(3, 32, 32));
  private static final String INCEPTION =
      "0111010/0000001/0000001/0000100/0000001/0000001/0000000;input|"
          + "conv1x1-bn-relu|conv3x3-bn-relu|conv3x3-bn-relu|conv3x3-bn-relu|maxpool3x3|output";
  private static final String DANGLING =
      "01100/00011/00000/00001/00000;input|conv3x3-bn-relu|conv1x1-bn-relu|maxpool3x3|output";
  private static final String KNOWN =
      "expected conv3x3-bn-relu or conv1x1-bn-relu or maxpool3x3, operation ";

  private static List<CSVRecord> benchmark() throws IOException {
    Path file = Path.of(System.getProperty("parzc.shared", ""), "data", "nasbench101.csv");
    assumeTrue(Files.exists(file), "no real labels at " + file);
    CSVFormat format = CSVFormat.DEFAULT.builder().setHeader().setSkipHeaderRecord(true).get();
    try (CSVParser parser = CSVParser.parse(Files.readString(file), format)) {
      return parser.getRecords();
    }
  }

  private static String text(CSVRecord row) {
    return row.get("adjacency") + SearchSpace.SEPARATOR + row.get("ops");
  }

  @Test
  void everyHashOfTheBenchmarkIsReproduced() throws IOException {
    assertThat(benchmark())
        .hasSize(387)
        .allSatisfy(
            row -> {
              Architecture cell = SPACE.parse(text(row));
              assertThat(cell.canonicalForm()).isEqualTo(row.get("nb101_hash"));
              assertThat(cell.text()).isEqualTo(text(row));
            });
  }

  @Seeded(tries = 1000)
  void everyArchitectureIsItsText(Draws draws) {
    Architecture cell = SPACE.random(draws);
    assertThat(SPACE.parse(cell.text()))
        .isEqualTo(cell)
        .hasSameHashCodeAs(cell)
        .hasToString(cell.text());
    assertThat(SPACE.parse(cell.text()).id()).isEqualTo(cell.id()).matches("[0-9a-f]{32}");
  }

  @Seeded(tries = 1000)
  void randomCellsArePrunedAndPruningTwiceChangesNothing(Draws draws) {
    NasBench101Graph drawn = NasBench101Graph.random(draws);
    if (drawn.isConnected()) {
      NasBench101Graph pruned = drawn.pruned();
      assertThat(pruned.used().cardinality()).isEqualTo(pruned.vertices());
      Set<Integer> read = new HashSet<>();
      for (int vertex = 1; vertex < pruned.vertices(); vertex++) {
        assertThat(pruned.sources(vertex)).as("sources of %d", vertex).isNotEmpty();
        read.addAll(pruned.sources(vertex));
      }
      assertThat(read).as("vertices that another reads").hasSize(pruned.vertices() - 1);
      assertThat(new NasBench101Cell(pruned.pruned())).isEqualTo(new NasBench101Cell(pruned));
      assertThat(pruned.hash()).isEqualTo(pruned.pruned().hash());
    }
    assertThat(SPACE.random(draws).picture()).noneMatch(line -> line.contains("dead"));
  }

  @Test
  void theHashIsThatOfThePrunedCell() {
    Architecture dangling = SPACE.parse(DANGLING);
    Architecture pruned =
        SPACE.parse("0100/0011/0001/0000;input|conv3x3-bn-relu|maxpool3x3|output");
    assertThat(dangling.text()).isEqualTo(DANGLING);
    assertThat(dangling.canonicalForm()).isEqualTo(pruned.canonicalForm());
    assertThat(dangling).isNotEqualTo(pruned);
    assertThat(dangling.blueprint(SMALL)).isEqualTo(pruned.blueprint(SMALL));
  }

  @Seeded(tries = 1000)
  void isomorphicCellsHaveOneHash(Draws draws) {
    Architecture cell = SPACE.random(draws);
    assertThat(SPACE.parse(renumbered(cell.text(), draws)).canonicalForm())
        .isEqualTo(cell.canonicalForm());
  }

  /** Writes a cell with its vertices in another order in which every edge leads to a later one. */
  private static String renumbered(String text, RandomGenerator random) {
    String[] rows = text.split(";")[0].split("/");
    String[] operations = text.split(";")[1].split("\\|");
    List<Integer> order = new ArrayList<>();
    while (order.size() < rows.length) {
      List<Integer> ready =
          IntStream.range(0, rows.length)
              .filter(
                  vertex ->
                      !order.contains(vertex)
                          && IntStream.range(0, rows.length)
                              .allMatch(s -> rows[s].charAt(vertex) == '0' || order.contains(s)))
              .boxed()
              .toList();
      order.add(ready.get(random.nextInt(ready.size())));
    }
    List<String> matrix =
        order.stream()
            .map(
                source ->
                    String.join(
                        "",
                        order.stream()
                            .map(target -> rows[source].substring(target, target + 1))
                            .toList()))
            .toList();
    return String.join("/", matrix)
        + ";"
        + String.join("|", order.stream().map(v -> operations[v]).toList());
  }

  @Seeded(tries = 200)
  void neighboursDifferInOneChoiceAndAreMutual(Draws draws) {
    Architecture cell = SPACE.random(draws);
    List<Architecture> neighbours = cell.neighbours();
    assertThat(neighbours)
        .doesNotHaveDuplicates()
        .doesNotContain(cell)
        .isEqualTo(cell.neighbours());
    assertThat(neighbours)
        .allSatisfy(
            neighbour -> {
              assertThat(differences(neighbour.text(), cell.text())).isOne();
              assertThat(SPACE.parse(neighbour.text())).isEqualTo(neighbour);
              assertThat(neighbour.neighbours()).contains(cell);
            });
  }

  private static long differences(String a, String b) {
    String[] left = a.split(";");
    String[] right = b.split(";");
    String[] before = left[1].split("\\|");
    String[] after = right[1].split("\\|");
    return IntStream.range(0, left[0].length())
            .filter(i -> left[0].charAt(i) != right[0].charAt(i))
            .count()
        + IntStream.range(0, before.length).filter(i -> !before[i].equals(after[i])).count();
  }

  @Test
  void neighboursOfASmallCell() {
    assertThat(
            SPACE.parse("010/001/000;input|maxpool3x3|output").neighbours().stream()
                .map(Architecture::text))
        .containsExactly(
            "011/001/000;input|maxpool3x3|output",
            "010/001/000;input|conv3x3-bn-relu|output",
            "010/001/000;input|conv1x1-bn-relu|output");
    assertThat(SPACE.parse(INCEPTION).neighbours())
        .as("nine edges are the most")
        .noneMatch(
            neighbour -> neighbour.text().chars().limit(56).filter(c -> c == '1').count() > 9);
  }

  @ParameterizedTest
  @MethodSource
  void parseErrorsNameTheColumn(String text, int column, String message) {
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> SPACE.parse(text))
        .withMessage("column " + column + ": " + message)
        .satisfies(e -> assertThat(e.column()).isEqualTo(column));
  }

  static Stream<Arguments> parseErrorsNameTheColumn() {
    String later = ", expected 0, for edges lead to later vertices only";
    return Stream.of(
        Arguments.of("", 1, "found the end, expected a row of 2 to 7 entries"),
        Arguments.of("0/;input", 1, "found '0', expected a row of 2 to 7 entries"),
        Arguments.of("00000001/", 1, "found '00000001', expected a row of 2 to 7 entries"),
        Arguments.of("01/00", 6, "found the end, expected ';'"),
        Arguments.of("011/001;input", 8, "found ';input', expected '/'"),
        Arguments.of("012/001/000;input", 3, "found '2/001/000;input', expected 0 or 1"),
        Arguments.of("011/00/000;input", 7, "found '/000;input', expected 0 or 1"),
        Arguments.of("011/0011/000;input", 8, "found '1/000;input', expected '/'"),
        Arguments.of("01/00/00;input", 6, "found '/00;input', expected ';'"),
        Arguments.of("011/101/000;input", 5, "found '1'" + later),
        Arguments.of("011/011/000;input", 6, "found '1'" + later),
        Arguments.of(
            "01111/00111/00011/00001/00000;input|maxpool3x3|maxpool3x3|maxpool3x3|output",
            1,
            "found 10 edges on paths from the input to the output, expected at most 9"),
        Arguments.of("01/00;conv|output", 7, "found 'conv', expected input, operation 1 of 2"),
        Arguments.of("01/00;input|input", 13, "found 'input', expected output, operation 2 of 2"),
        Arguments.of("010/001/000;input|output", 19, "found 'output', " + KNOWN + "2 of 3"),
        Arguments.of(
            "010/001/000;input|conv3x3|output", 19, "found 'conv3x3', " + KNOWN + "2 of 3"),
        Arguments.of("010/001/000;input||output", 19, "found '|output', " + KNOWN + "2 of 3"),
        Arguments.of("010/001/000;input|maxpool3x3", 29, "found the end, expected '|'"),
        Arguments.of("01/00;input|output|output", 19, "found '|output', expected the end"),
        Arguments.of(
            "01/00;input|output ", 13, "found 'output ', expected output, operation 2 of 2"),
        Arguments.of(
            "010/000/000;input|maxpool3x3|output",
            1,
            "found no path from the input to the output, expected one"));
  }

  @Test
  void theSlotsAreUniqueAndModulesShareGroups() {
    List<Slot> slots = SPACE.slots(SPACE.defaultSkeleton());
    // Stem, classifier, and in each of nine modules five operations, five projections and that of
    // the output.
    assertThat(slots).hasSize(2 + 9 * 11);
    assertThat(slots.stream().map(Slot::name).distinct()).hasSize(2 + 9 * 11);
    assertThat(slots.stream().map(Slot::group).distinct()).hasSize(2 + 3 * 11);
  }

  @Seeded(tries = 100)
  void nodesUseTheSlotsOfTheSpaceInTheirOrder(Draws draws) {
    Skeleton twice = new Skeleton(16, 2, 10, new Shape(3, 32, 32));
    List<Slot> used =
        SPACE.random(draws).blueprint(twice).nodes().stream().map(Blueprint.Node::slot).toList();
    assertThat(SPACE.slots(twice)).containsSubsequence(used);
  }

  @Seeded(tries = 100)
  void everyNodeButTheClassifierIsFollowedByItsRelu(Draws draws) {
    Blueprint blueprint = SPACE.random(draws).blueprint(SPACE.defaultSkeleton());
    assertThat(blueprint.live().cardinality())
        .as("a pruned cell is live")
        .isEqualTo(blueprint.vertices().size());
    for (int v = 0; v < blueprint.vertices().size(); v++) {
      int vertex = v;
      assertThat(blueprint.vertices().get(v).inputs())
          .allSatisfy(input -> assertThat(input).isBetween(0, vertex - 1));
    }
    List<Blueprint.Node> nodes = blueprint.nodes();
    for (Blueprint.Node node : nodes.subList(0, nodes.size() - 1)) {
      int relu = node.activation().orElseThrow();
      int norm = blueprint.vertices().get(relu).inputs().get(0);
      assertThat(blueprint.vertices().get(relu).layer()).isInstanceOf(Layer.Relu.class);
      assertThat(blueprint.vertices().get(norm).inputs()).containsExactly(node.vertex());
    }
    assertThat(nodes.get(nodes.size() - 1).activation()).isEmpty();
  }

  @Test
  void verticesBeforeTheOutputShareItsChannels() {
    Blueprint blueprint =
        SPACE
            .parse(
                "01110/00011/00001/00001/00000;input|conv3x3-bn-relu|conv1x1-bn-relu|maxpool3x3|"
                    + "output")
            .blueprint(SPACE.defaultSkeleton());
    BitSet truncated = new BitSet();
    for (int v = 0; v < blueprint.vertices().size(); v++) {
      truncated.set(v, blueprint.vertices().get(v).layer() instanceof Layer.Truncation);
    }
    assertThat(channels(blueprint, "stack1.module1")).containsExactly(43, 43, 43, 43, 42);
    assertThat(channels(blueprint, "stack2.module3")).containsExactly(86, 85, 86, 85, 85);
    assertThat(channels(blueprint, "stack3.module1")).containsExactly(171, 171, 171, 171, 170);
    // One channel less for vertex 3 in the first and last stacks; in the second, 86 channels do for
    // 85.
    assertThat(truncated.cardinality()).isEqualTo(9);
  }

  private static List<Integer> channels(Blueprint blueprint, String module) {
    return blueprint.nodes().stream()
        .filter(node -> node.slot().name().startsWith(module))
        .map(node -> (int) blueprint.weighted(node).weightShape()[0])
        .toList();
  }

  @Test
  void aCellWithoutOperationsIsAProjection() {
    Blueprint blueprint = SPACE.parse("01/00;input|output").blueprint(SMALL);
    assertThat(blueprint.nodes().stream().map(node -> node.slot().name()))
        .containsExactly(
            "stem",
            "stack1.module1.output.projection",
            "stack2.module1.output.projection",
            "stack3.module1.output.projection",
            "classifier");
    assertThat(blueprint.depth()).isEqualTo(5);
  }

  @Test
  void channelsThatCannotBeSharedAreRefused() {
    Architecture wide =
        SPACE.parse(
            "0111110/0000001/0000001/0000001/0000001/0000000/0000000;input|maxpool3x3|"
                + "maxpool3x3|maxpool3x3|maxpool3x3|maxpool3x3|output");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> wide.blueprint(new Skeleton(3, 1, 10, new Shape(3, 32, 32))))
        .withMessage(
            "skeleton C=3 N=1 classes=10 input=3×32×32: found 3 channels, expected at least 4, one"
                + " for each vertex before the output of "
                + wide.text());
    assertThat(wide.blueprint(new Skeleton(4, 1, 10, new Shape(3, 32, 32))).nodes()).isNotEmpty();
  }

  @Test
  void topologyNamesPoolsAndProjections() {
    assertThat(
            Topology.features(
                SPACE
                    .parse("0101/0010/0001/0000;input|conv3x3-bn-relu|maxpool3x3|output")
                    .blueprint(SMALL)))
        .containsEntry("operation:max_pool", 1.0)
        .containsEntry("operation:conv1x1", 2.0)
        .containsEntry("path:conv1x1>conv3x3>max_pool", 1.0)
        .containsEntry("path:conv1x1", 1.0)
        .containsEntry("paths", 2.0);
  }

  @Test
  void thePictureTellsVerticesOnNoPath() {
    assertThat(SPACE.parse(DANGLING).picture())
        .containsExactly(
            "0  input            live",
            "1  conv3x3-bn-relu  live  <- 0",
            "2  conv1x1-bn-relu  dead  <- 0",
            "3  maxpool3x3       live  <- 1",
            "4  output           live  <- 1 3");
  }

  @Test
  void randomIsSkewedTowardsSmallCellsAsInTheBenchmark() {
    RandomGenerator random = new SplittableRandom(1);
    int[] vertices =
        IntStream.range(0, 10_000).map(i -> SPACE.random(random).picture().size()).toArray();
    // The shares were counted with another program.
    double[] shares = {0.098, 0.204, 0.273, 0.298, 0.123, 0.003};
    for (int count = 2; count <= 7; count++) {
      int wanted = count;
      double share = IntStream.of(vertices).filter(found -> found == wanted).count() / 10_000.0;
      assertThat(share)
          .as("cells of %d vertices", count)
          .isCloseTo(shares[count - 2], within(0.02));
    }
  }
}
