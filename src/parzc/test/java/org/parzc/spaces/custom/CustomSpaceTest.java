package org.parzc.spaces.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.Draws;
import org.parzc.Seeded;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.blueprint.Topology;
import org.parzc.labels.Candidates;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.spaces.nasbench.NasBench201;

/**
 * The example files: NAS-Bench-201 is what the built-in space is, TransNAS-Bench-101 micro is what
 * it is published as.
 */
@Tag("slow")
class CustomSpaceTest {
  private static final EnumerableSpace BUILT_IN = new NasBench201();
  private static final EnumerableSpace NASBENCH201 = example("nasbench201");
  private static final EnumerableSpace TRANSNAS = example("transnasbench101-micro");
  private static final Skeleton SMALL = new Skeleton(4, 1, 10, new Shape(3, 32, 32));
  private static final String DEAD = "64-41414-0_00_000";

  @TempDir private Path folder;

  private static EnumerableSpace example(String name) {
    return (EnumerableSpace) SearchSpaces.named("custom:examples/spaces/" + name + ".yaml");
  }

  /**
   * Parameters are those of the built-in cell as written, less those of the convolutions on its
   * dead edges.
   */
  @Test
  void theRepresentativeHasNoDeadParts() {
    for (EnumerableSpace space : List.of(NASBENCH201, TRANSNAS)) {
      for (long index = 0; index < space.size(); index += 37) {
        Architecture cell = space.at(index);
        Architecture representative = cell.representative();
        assertThat(representative.canonicalForm()).isEqualTo(cell.canonicalForm());
        assertThat(representative.representative()).isEqualTo(representative);
      }
    }
    for (long index = 0; index < BUILT_IN.size(); index += 37) {
      Blueprint written = BUILT_IN.at(index).blueprint(SMALL);
      long dead =
          written.nodes().stream()
              .filter(node -> node.slot().name().startsWith("stage"))
              .filter(node -> !written.live().get(node.vertex()))
              .map(written::weighted)
              .mapToLong(layer -> layer.weights() + 2 * layer.weightShape()[0])
              .sum();
      assertThat(NASBENCH201.at(index).representative().blueprint(SMALL).parameters())
          .isEqualTo(written.parameters() - dead);
    }
  }

  @Test
  void everyCellOfNasBench201IsThatOfTheBuiltInSpace() {
    assertThat(NASBENCH201.size()).isEqualTo(BUILT_IN.size());
    assertThat(NASBENCH201.defaultSkeleton()).isEqualTo(BUILT_IN.defaultSkeleton());
    for (long index = 0; index < BUILT_IN.size(); index++) {
      Architecture expected = BUILT_IN.at(index);
      Architecture found = NASBENCH201.at(index);
      assertThat(found.text()).isEqualTo(expected.text());
      assertThat(found.canonicalForm()).isEqualTo(expected.canonicalForm());
      assertThat(found.picture()).isEqualTo(expected.picture());
      assertThat(found.neighbours())
          .extracting(Architecture::text)
          .isEqualTo(expected.neighbours().stream().map(Architecture::text).toList());
    }
  }

  @Seeded(tries = 300)
  void networksOfNasBench201AreThoseOfTheBuiltInSpace(Draws draws) {
    long index = draws.whole(0, BUILT_IN.size() - 1);
    Blueprint expected = BUILT_IN.at(index).blueprint(SMALL);
    Blueprint found = NASBENCH201.at(index).blueprint(SMALL);
    assertThat(found.nodes())
        .extracting(Blueprint.Node::slot)
        .isEqualTo(expected.nodes().stream().map(Blueprint.Node::slot).toList());
    assertThat(found.nodes())
        .extracting(found::weighted)
        .isEqualTo(expected.nodes().stream().map(expected::weighted).toList());
    assertThat(found.nodes())
        .extracting(node -> node.activation().isPresent())
        .isEqualTo(expected.nodes().stream().map(node -> node.activation().isPresent()).toList());
    assertThat(found.vertices()).hasSameSizeAs(expected.vertices());
    assertThat(found.parameters()).isEqualTo(expected.parameters());
    assertThat(found.flops()).isEqualTo(expected.flops());
    assertThat(found.depth()).isEqualTo(expected.depth());
    assertThat(Topology.features(found)).isEqualTo(Topology.features(expected));
  }

  @Test
  void slotsOfNasBench201AreThoseOfTheBuiltInSpace() {
    for (Skeleton skeleton : List.of(SMALL, BUILT_IN.defaultSkeleton())) {
      assertThat(NASBENCH201.slots(skeleton)).isEqualTo(BUILT_IN.slots(skeleton));
    }
  }

  @Test
  @Tag("thorough")
  void readsThePublishedCellsOfNasBench201() {
    Path file = Path.of(System.getProperty("parzc.shared", ""), "data", "nasbench201_cifar10.csv");
    assumeTrue(Files.exists(file), "no published cells at " + file);
    List<Architecture> published = Candidates.read(file.toString(), NASBENCH201, 0);
    assertThat(published).hasSize(15_625).doesNotHaveDuplicates();
    Skeleton skeleton = NASBENCH201.defaultSkeleton();
    for (Architecture architecture : published) {
      assertThat(architecture.blueprint(skeleton).parameters())
          .isEqualTo(BUILT_IN.parse(architecture.text()).blueprint(skeleton).parameters());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(4, 0, 3, 1, 4,"
            + " 3);|avg_pool_3x3~0|+|skip_connect~0|none~1|+|nor_conv_1x1~0|avg_pool_3x3~1|nor_conv_1x1~2|",
        "(0, 1, 2, 3, 4,"
            + " 0);|skip_connect~0|+|none~0|nor_conv_1x1~1|+|nor_conv_3x3~0|avg_pool_3x3~1|skip_connect~2|"
      })
  void tuplesOfNasBench201AreThoseOfNasLib(String tuple, String text) {
    assertThat(BUILT_IN.interpret(tuple).text()).isEqualTo(text);
    assertThat(NASBENCH201.interpret(tuple).text()).isEqualTo(text);
  }

  @Test
  void readsThePublishedCodesOfTransNas() {
    assertThat(TRANSNAS.size()).isEqualTo(4_096);
    Architecture cell = TRANSNAS.parse("64-41414-1_02_333");
    assertThat(cell.picture())
        .containsExactly(
            "0 -> 1  skip_connect  live",
            "0 -> 2  none          dead",
            "1 -> 2  nor_conv_1x1  live",
            "0 -> 3  nor_conv_3x3  live",
            "1 -> 3  nor_conv_3x3  live",
            "2 -> 3  nor_conv_3x3  live");
    assertThat(TRANSNAS.interpret("(1, 0, 2, 3, 3, 3)"))
        .isEqualTo(TRANSNAS.interpret("[1,0,2,3, 3,3,]"))
        .isEqualTo(cell);
    assertThat(TRANSNAS.interpret("4095")).isEqualTo(TRANSNAS.parse("64-41414-3_33_333"));
  }

  /**
   * Counted by hand from the published network: the stem, the classifier, and three reductions at
   * twice the width.
   */
  @Test
  void networksOfTransNasAreOfThePublishedSize() {
    Skeleton skeleton = TRANSNAS.defaultSkeleton();
    long around = 3 * 32 * 9 + 2 * 32 + 32 * 64 * 9 + 2 * 64 + 512 * 75 + 75;
    assertThat(TRANSNAS.parse(DEAD).blueprint(skeleton).parameters()).isEqualTo(around);
    long convolutions = 0;
    int in = 64;
    for (int out : new int[] {128, 128, 256, 256, 512}) {
      convolutions += (long) in * out * 9 + 2L * out;
      convolutions += (long) out * out * 9 + 2L * out;
      in = out;
    }
    assertThat(TRANSNAS.parse("64-41414-0_00_300").blueprint(skeleton).parameters())
        .isEqualTo(around + convolutions);
    long reductions = 64 * 128 + 2 * 128 + 128 * 256 + 2 * 256 + 256 * 512 + 2 * 512;
    Blueprint skip = TRANSNAS.parse("64-41414-0_00_100").blueprint(skeleton);
    assertThat(skip.parameters()).isEqualTo(around + reductions);
    assertThat(skip.nodes())
        .filteredOn(node -> node.activation().isPresent())
        .extracting(node -> node.slot().name())
        .containsExactly(
            "stem.conv_b",
            "stage1.cell1.0->3.even",
            "stage1.cell1.0->3.odd",
            "stage3.cell1.0->3.even",
            "stage3.cell1.0->3.odd",
            "stage5.cell1.0->3.even",
            "stage5.cell1.0->3.odd");
    assertThat(
            skip.vertices().stream()
                .filter(vertex -> vertex.layer() instanceof Layer.GlobalAveragePool)
                .map(vertex -> skip.vertices().get(vertex.inputs().get(0)).shape()))
        .containsExactly(new Shape(512, 7, 7));
  }

  @Test
  void aDisconnectedCellCarriesNothing() {
    for (String text :
        List.of(DEAD, "64-41414-3_00_000", "64-41414-0_30_000", "64-41414-0_00_033")) {
      assertThat(TRANSNAS.parse(text).canonicalForm()).isEqualTo("0");
      assertThat(TRANSNAS.parse(text).blueprint(SMALL).live().isEmpty()).isTrue();
    }
  }

  /**
   * A skip from the input is a convolution where a cell reduces, so it may not be spliced there.
   */
  @Test
  void canonicalFormsJoinWhatComputesTheSame() {
    assertThat(form("1_00_010"))
        .isEqualTo(form("0_10_001"))
        .isEqualTo(form("0_00_100"))
        .isEqualTo("skip_connect(x)");
    assertThat(form("3_00_010")).isEqualTo(form("0_30_001")).isEqualTo("nor_conv_3x3(x)");
    assertThat(form("1_00_030"))
        .isEqualTo("nor_conv_3x3(skip_connect(x))")
        .isNotEqualTo(form("3_00_010"));
    assertThat(form("2_03_001"))
        .isEqualTo(form("2_00_030"))
        .isEqualTo("nor_conv_3x3(nor_conv_1x1(x))");
  }

  private static String form(String cell) {
    return TRANSNAS.parse("64-41414-" + cell).canonicalForm();
  }

  @Seeded(tries = 1000)
  void randomCellsOfNasBench201AreTheirTexts(Draws draws) {
    roundTrip(NASBENCH201, draws);
  }

  @Seeded(tries = 1000)
  void randomCellsOfTransNasAreTheirTexts(Draws draws) {
    roundTrip(TRANSNAS, draws);
  }

  private static void roundTrip(EnumerableSpace space, Draws draws) {
    Architecture cell = space.random(draws);
    assertThat(space.parse(cell.text()))
        .isEqualTo(cell)
        .hasSameHashCodeAs(cell)
        .extracting(Architecture::id)
        .isEqualTo(cell.id());
    Set<Slot> slots = new HashSet<>(space.slots(SMALL));
    assertThat(slots)
        .containsAll(cell.blueprint(SMALL).nodes().stream().map(Blueprint.Node::slot).toList());
  }

  @Test
  void idsAreDistinct() {
    Set<String> ids = new HashSet<>();
    for (EnumerableSpace space : List.of(NASBENCH201, TRANSNAS, BUILT_IN)) {
      LongStream.range(0, space.size()).mapToObj(space::at).map(Architecture::id).forEach(ids::add);
    }
    assertThat(ids).hasSize(2 * 15_625 + 4_096);
  }

  @Test
  void layoutAndCommentsDoNotChangeTheSpaceButContentDoes() throws IOException {
    String yaml = Files.readString(Path.of("examples/spaces/nasbench201.yaml"));
    assertThat(
            space(
                    yaml.replace(
                        "{channels: 16, cells: 5,", "# wide\n  {channels: 16,\n   cells: 5,"))
                .name())
        .isEqualTo(NASBENCH201.name())
        .matches("nasbench201@[0-9a-f]{8}");
    assertThat(space(yaml.replace("avg_pool: {kernel: 3}", "avg_pool: {kernel: 5}")).name())
        .isNotEqualTo(NASBENCH201.name());
  }

  @Test
  void theExampleInTheDocumentationIsRead() throws IOException {
    String page = Files.readString(Path.of("docs/spaces/custom.md"));
    int start = page.indexOf("name: small");
    CustomSpace space = space(page.substring(start, page.indexOf("```", start)));
    assertThat(space.parse("cell(skip|conv|conv)").canonicalForm())
        .isEqualTo("conv(skip(x))+conv(x)");
    assertThat(space.slots(space.defaultSkeleton())).hasSize(1 + 5 * 3 + 1);
  }

  @Test
  void jsonDoesAsWell() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("small.json"),
            """
            {"name": "small", "description": "Two operations on one edge",
            \t"operations": {"id": ["identity"], "conv": [{"conv": {"kernel": 1}}, "relu"]}, "edges": ["0->1"],
            \t"skeleton": {"channels": 8, "cells": 2, "classes": 3, "input": [1, 4, 4]},
            \t"network": [{"block": "stem", "layers": [{"conv": {"kernel": 3, "channels": "C"}}]}, {"stage": "s"},
            \t\t{"block": "head", "layers": ["global_pool", "linear"]}]}
            """);
    CustomSpace space = CustomSpace.read(file.toString());
    assertThat(space.size()).isEqualTo(2);
    assertThat(space.parse("conv").blueprint(space.defaultSkeleton()).nodes())
        .extracting(node -> node.slot().name() + " " + node.activation().isPresent())
        .containsExactly("stem false", "s.cell1.0->1 true", "s.cell2.0->1 true", "head false");
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> space.parse("con"))
        .withMessage("column 1: found 'con', expected one of id, conv");
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> space.interpret("(0)"))
        .withMessage("column 1: found '(0)', expected one of id, conv");
  }

  private CustomSpace space(String yaml) throws IOException {
    return CustomSpace.read(Files.writeString(folder.resolve("space.yaml"), yaml).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "64-41414-1_02_33;column 17: found the end, expected one of 0, 1, 2, 3",
        "64-41414-1_02_3334;column 18: found '4', expected the end",
        "64-41414-1_04_333;column 13: found '4', expected one of 0, 1, 2, 3",
        "64-41414-1_0_333;column 13: found '_', expected one of 0, 1, 2, 3",
        "64-1111-basic;column 1: found '64-1111-basic', expected '64-41414-'"
      })
  void wrongCodesAreRefusedWithTheirColumn(String text, String message) {
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> TRANSNAS.parse(text))
        .withMessage(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "(1, 2, 3);column 9: found 3 numbers, expected 6",
        "(1, 2, 3, 4, 0, 0);column 11: found '4', expected a number from 0 to 3",
        "(1, 2, -3, 1, 0, 0);column 8: found '-3', expected a number, a word in quotes, or a list"
            + " or tuple of such",
        "(1, 2, '3', 1, 0, 0);column 8: found '3', expected a number",
        "(1 2 3);column 4: found '2 3', expected ',' or ')'",
        "(1, 2, 3, 1, 0, 0;column 18: found the end, expected ',' or ')'",
        "(1, 2, 3, 1, 0, 0)x;column 19: found 'x', expected the end"
      })
  void wrongTuplesAreRefusedWithTheirColumn(String text, String message) {
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> TRANSNAS.interpret(text))
        .withMessage(message);
  }
}
