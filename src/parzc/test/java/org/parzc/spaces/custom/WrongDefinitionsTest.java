package org.parzc.spaces.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.Draws;
import org.parzc.Hostile;
import org.parzc.InputException;
import org.parzc.Seeded;
import org.parzc.blueprint.Shape;
import org.parzc.space.Skeleton;

/** Every mistake in a definition is refused in one line that says where it is. */
class WrongDefinitionsTest {
  private static final String GOOD =
      """
      name: small
      description: Two operations
      operations:
        skip: [identity]
        conv: [relu, conv: {kernel: 3}, batch_norm]
      edges: [0->1, 0->2, 1->2]
      text:
        template: "{}|{}|{}"
      skeleton: {channels: 8, cells: 2, classes: 3, input: [3, 8, 8]}
      network:
        - block: stem
          layers: [conv: {kernel: 3, channels: C}]
        - stage: body
        - block: head
          layers: [global_pool, linear]
      """;

  private static final String MESS = "[]{}:,- \n\t&*'\"#a1|>";

  @TempDir private Path folder;

  static Stream<Arguments> mistakes() {
    return Stream.of(
        wrong(
            "name: small",
            "nam: small",
            1,
            1,
            "space: found key 'nam', expected one of name, description, "
                + "operations, edges, text, tuple, skeleton, network; nearest: name"),
        wrong("name: small\n", "", 1, 1, "key 'name' is missing"),
        wrong(
            "name: small",
            "name: Small One",
            1,
            7,
            "found 'Small One', expected a name of lower-case letters, " + "digits, _ and -"),
        wrong(
            "name: small",
            "name:",
            1,
            6,
            "found '', expected a name of lower-case letters, digits, _ and -"),
        wrong("name: small", "name: null", 1, 7, "found nothing, expected a value"),
        wrong(
            "description: Two operations",
            "name: again",
            2,
            1,
            "found 'name' twice, first in line 1"),
        wrong(
            "  skip: [identity]",
            "  conv: [identity]",
            5,
            3,
            "found 'conv' twice, first in line 4"),
        wrong(
            "conv: {kernel: 3}, batch",
            "conv: {kernel: 3, kernel: 5}, batch",
            5,
            34,
            "found 'kernel' twice, first in line 5"),
        wrong(
            "[identity]",
            "[identty]",
            4,
            10,
            "found layer 'identty', expected one of conv, linear, batch_norm, relu, avg_pool,"
                + " max_pool, global_pool, subsample, identity, zero, add, concat; nearest:"
                + " identity"),
        wrong(
            "[identity]",
            "identity",
            4,
            9,
            "operation skip: found 'identity', expected keys: layers, reduction"),
        wrong("[identity]", "[]", 4, 9, "found a list of 0, expected a list of 1 to 64 layers"),
        wrong(
            "[identity]",
            "[[identity]]",
            4,
            10,
            "found a list, expected a layer: its kind, or one key with its " + "arguments"),
        wrong(
            "[identity]",
            "[zero, relu]",
            4,
            10,
            "found zero among other layers, expected it alone"),
        wrong("[identity]", "{layers: [identity]}", 4, 9, "key 'reduction' is missing"),
        wrong("relu, conv", "relu: {slope: 1}, conv", 5, 16, "found arguments, but relu has none"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernal: 3}, b",
            5,
            23,
            "conv: found key 'kernal', expected one of kernel, "
                + "stride, padding, dilation, groups, channels, bias, slot; nearest: kernel"),
        wrong("conv: {kernel: 3}, b", "conv, b", 5, 16, "key 'kernel' is missing"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernel: 2}, b",
            5,
            16,
            "key 'padding' is missing: no padding keeps the " + "resolution of an even kernel"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernel: 2.5}, b",
            5,
            31,
            "found '2.5', expected a whole number from 1 to " + "255"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernel: 3, stride: cel}, b",
            5,
            42,
            "found 'cel', expected a whole number " + "from 1 to 64"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernel: 3, bias: yes}, b",
            5,
            40,
            "found 'yes', expected true or false"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernel: 3, channels: 2*out}, b",
            5,
            44,
            "found '2*out', expected channels: " + "in, out, C or a number, and *N or /N after it"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernel: 3, channels: out/3}, b",
            5,
            44,
            "found 8/3 channels, expected a " + "whole number up to 1000000 (in=8 out=8 C=8)"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernel: 3, groups: 3}, b",
            5,
            16,
            "3 groups do not divide 8 and 8 channels"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernel: 3}, conv: {kernel: 3}, b",
            5,
            35,
            "found a second layer with " + "weights, expected a slot name"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernel: 3, slot: a}, conv: {kernel: 3, slot: a}, b",
            5,
            44,
            "found slot 'a' twice"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernel: 3, channels: 16}, b",
            5,
            3,
            "operation conv gives 16×8×8 on edge "
                + "0->1 of body.cell1, which reads 8×8×8; expected 8×8×8"),
        wrong(
            "conv: {kernel: 3}, b",
            "conv: {kernel: 11, padding: 0}, b",
            5,
            16,
            "a window of 11 is larger than its " + "input 8×8×8 with padding 0"),
        wrong(
            "conv: {kernel: 3}, b",
            "max_pool: {kernel: 3, padding: 2}, b",
            5,
            47,
            "found 2, expected at most half of " + "the kernel, 1"),
        wrong(
            "conv: {kernel: 3}, b",
            "add: [[relu], [conv: {kernel: 3, channels: 4}]], b",
            5,
            16,
            "sum of different shapes: [8×8×8, 4×8×8]"),
        wrong(
            "conv: {kernel: 3}, b",
            "concat: [[relu]], b",
            5,
            24,
            "found a list of 1, expected a list of 2 to 64 lists " + "of layers"),
        wrong(
            "0->1, 0->2",
            "0->1, 2->1",
            6,
            15,
            "found '2->1', expected an edge to a later position"),
        wrong("0->1, 0->2", "0->1, 0-2", 6, 15, "found '0-2', expected an edge such as 0->1"),
        wrong("0->1, 0->2", "0->1, 0->1", 6, 15, "found edge 0->1 twice"),
        wrong("0->1, 0->2", "0->3, 0->2", 6, 8, "no edge leads to position 1"),
        wrong("0->1, 0->2", "0->1, 0->12", 6, 15, "found '0->12', expected positions up to 11"),
        wrong(
            "\"{}|{}|{}\"", "\"{}|{}\"", 8, 13, "found 2 times {}, expected 3, one for each edge"),
        wrong(
            "skeleton: {channels: 8",
            "skeleton: {channels: 0",
            9,
            22,
            "found '0', expected a whole number from 1 to " + "100000"),
        wrong(
            "[3, 8, 8]", "[3, 8]", 9, 54, "found a list of 2, expected channels, height and width"),
        wrong(
            "channels: C}",
            "channels: out}",
            12,
            42,
            "found out, expected in, C or a number: only operations have " + "channels to give"),
        wrong(
            "channels: C}",
            "stride: cell, channels: C}",
            12,
            40,
            "found cell, expected a number: only operations have " + "a cell's stride"),
        wrong("kernel: 3, channels: C", "kernel: 3", 12, 20, "key 'channels' is missing"),
        wrong(
            "  - stage: body\n",
            "",
            11,
            3,
            "found no stage, expected at least one: it holds the cells"),
        wrong(
            "- stage: body",
            "- stag: body",
            13,
            5,
            "block or stage: found key 'stag', expected one of stage, channels, "
                + "stride, cells, block; nearest: stage"),
        wrong("block: head", "block: stem", 14, 12, "found the name 'stem' twice"),
        wrong(
            "stage: body",
            "{stage: body, channels: in*2}",
            4,
            3,
            "operation skip gives 8×8×8 on edge 0->1 of "
                + "body.cell1, which reads 8×8×8; expected 16×8×8"),
        wrong(
            "[global_pool, linear]",
            "[global_pool]",
            14,
            12,
            "the network gives 8×1×1, expected 3×1×1: one value for " + "each class"),
        wrong(
            "[global_pool, linear]",
            "[linear]",
            1,
            1,
            "network: found no global_pool, expected one: the zen proxy " + "reads its input"),
        wrong(
            "cells: 2",
            "cells: 1000000000",
            9,
            32,
            "found '1000000000', expected a whole number from 1 to 1000"),
        wrong(
            "text:\n",
            "tuple: {operations: [skip, skip], edges: [0->1, 0->2, 1->2]}\ntext:\n",
            7,
            28,
            "found 'skip', expected each of [skip, conv] once"),
        wrong(
            "text:\n",
            "tuple: {operations: [skip, conf], edges: [0->1, 0->2, 1->2]}\ntext:\n",
            7,
            28,
            "found operation 'conf', expected one of skip, conv; nearest: conv"),
        wrong(
            "text:\n",
            "tuple: {operations: [skip, conv], edges: [0->1, 0->2]}\ntext:\n",
            7,
            42,
            "found a list of 2, expected a list of all 3"),
        wrong(
            "[identity]",
            "&a [identity]",
            4,
            9,
            "found an anchor or alias, expected the value itself"),
        wrong("[identity]", "*a", 4, 9, "found an anchor or alias, expected the value itself"));
  }

  private static Arguments wrong(
      String before, String after, int line, int column, String message) {
    return Arguments.of(before, after, line + ":" + column + ": " + message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsRefusedAtItsPlace(String before, String after, String message) throws IOException {
    assertThat(GOOD).containsOnlyOnce(before);
    assertRefused(GOOD.replace(before, after), ":" + message);
  }

  private void assertRefused(String content, String message) throws IOException {
    Path file = Files.writeString(folder.resolve("space.yaml"), content);
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> CustomSpace.read(file.toString()))
        .withMessage(file + message);
  }

  private String refusal(String name, String content) throws IOException {
    Path file = Files.writeString(folder.resolve(name), content);
    try {
      CustomSpace.read(file.toString());
    } catch (InputException e) {
      assertThat(e.getMessage()).startsWith(file + ":").doesNotContain("\n");
      return e.getMessage().substring(file.toString().length());
    }
    throw new AssertionError("not refused: " + content);
  }

  @Test
  void theGoodOneIsRead() throws IOException {
    Path file = Files.writeString(folder.resolve("space.yaml"), GOOD);
    assertThat(CustomSpace.read(file.toString()).size()).isEqualTo(8);
  }

  @Test
  void filesThatAreNoYamlAreRefusedAtTheirPlace() throws IOException {
    assertThat(refusal("a.yaml", GOOD.replace("  conv: [relu", " conv: [relu")))
        .startsWith(":5:2: not YAML: ");
    assertThat(refusal("a.yaml", GOOD.replace("1->2]", "1->2"))).startsWith(":7:5: not YAML: ");
    assertThat(refusal("a.yaml", GOOD.replace("  skip", "\tskip"))).startsWith(":4:1: not YAML: ");
    assertThat(refusal("a.yaml", GOOD.replace("\"{}|{}|{}\"", "\"{}"))).contains(": not YAML: ");
    assertThat(refusal("a.yaml", "")).isEqualTo(": the file is empty");
    assertThat(refusal("a.yaml", "# nothing\n")).isEqualTo(": the file is empty");
    assertThat(refusal("a.yaml", "- a\n"))
        .startsWith(":1:1: space: found a list, expected keys: name, ");
    assertThat(refusal("a.yaml", "a\n"))
        .startsWith(":1:1: space: found 'a', expected keys: name, ");
    assertThat(refusal("a.yaml", GOOD + "---\nname: b\n"))
        .isEqualTo(":17:1: found more after the definition, expected the end");
    assertThat(refusal("a.yaml", "a: \u0000")).contains("not YAML");
    assertThat(refusal("a.json", "{\"name\": \"a\",}")).startsWith(":1:14: not JSON: ");
    assertThat(refusal("a.json", "{\"name\": \"a\"} 1"))
        .isEqualTo(":1:15: found more after the definition, expected the end");
    assertThat(refusal("a.json", "{\"name\": \"a\""))
        .startsWith(":1:13: not JSON: Unexpected end-of-input");
  }

  @Test
  void textsWithTwoMeaningsAreRefused() throws IOException {
    for (String template : List.of("{}|{}{}", "{}o{}o{}", "{}_{}_{}n")) {
      assertRefused(
          GOOD.replace("conv: [relu", "conv_3x3: [relu").replace("{}|{}|{}", template),
          ":8:13: found operations that do not end clearly, expected a separator after each that"
              + " starts with a character of none");
    }
  }

  @Test
  void missingFilesAndFoldersAreRefused() {
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> CustomSpace.read(folder + "/none.yaml"))
        .withMessage(folder + "/none.yaml: no such file");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> CustomSpace.read(folder.toString()))
        .withMessage(folder + ": found no regular file, expected one");
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(() -> CustomSpace.read("a\0b"))
        .withMessageContaining("a b: not a path");
  }

  /** Nine anchors, each ten times the one before: a billion values, were they expanded. */
  @Test
  void aliasesAreNotExpanded() throws IOException {
    String bomb =
        IntStream.range(1, 10)
            .mapToObj(
                i ->
                    "a%d: &a%d [%s]\n"
                        .formatted(
                            i,
                            i,
                            Stream.generate(() -> "*a" + (i - 1))
                                .limit(10)
                                .collect(Collectors.joining(", "))))
            .collect(Collectors.joining("", "a0: &a0 [x]\n", ""));
    assertThat(refusal("bomb.yaml", bomb + GOOD))
        .matches(":1:\\d+: found an anchor or alias, expected the value itself");
    assertThat(refusal("merge.yaml", "<<: *a\n" + GOOD))
        .isEqualTo(":1:5: found an anchor or alias, expected the value itself");
  }

  @Test
  void hugeAndDeepFilesAreRefused() throws IOException {
    assertThat(refusal("huge.yaml", GOOD + "#".repeat(1 << 20)))
        .matches(": found \\d+ bytes, expected at most 1048576");
    assertThat(refusal("deep.yaml", "[".repeat(100_000))).contains("not YAML");
    assertThat(refusal("deep.json", "[".repeat(100_000))).contains("not JSON");
    String cells =
        GOOD.replace("cells: 2", "cells: 1000")
            .replace(
                "stage: body",
                IntStream.range(0, 60)
                    .mapToObj(i -> "stage: s" + i)
                    .collect(Collectors.joining("\n  - ")));
    assertThat(refusal("cells.yaml", cells))
        .matches(":\\d+:12: the network has more than 100000 layers");
    String edges =
        IntStream.range(1, 12)
            .boxed()
            .flatMap(
                target -> IntStream.range(0, target).mapToObj(source -> source + "->" + target))
            .collect(Collectors.joining(", "));
    assertThat(refusal("edges.yaml", GOOD.replace("0->1, 0->2, 1->2", edges)))
        .isEqualTo(":6:8: found 2^66 architectures, expected fewer than 2^63");
  }

  @Test
  void anotherSkeletonMayNotFit() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("space.yaml"),
            GOOD.replace("conv: {kernel: 3}, b", "conv: {kernel: 3, groups: 4}, b"));
    CustomSpace space = CustomSpace.read(file.toString());
    assertThatExceptionOfType(InputException.class)
        .isThrownBy(
            () ->
                space.parse("conv|skip|skip").blueprint(new Skeleton(6, 1, 3, new Shape(3, 8, 8))))
        .withMessage(file + ":5:16: 4 groups do not divide 6 and 6 channels");
  }

  /** Whatever is changed in a file, it is read or refused in one line that starts with the file. */
  @Seeded(tries = 1000)
  void changedFilesAreReadOrRefusedInOneLine(Draws draws) throws IOException {
    StringBuilder text =
        new StringBuilder(
            Files.readString(
                Path.of(
                    "examples/spaces",
                    draws.of("nasbench201.yaml", "transnasbench101-micro.yaml"))));
    for (int changes = draws.nextInt(1, 4); changes > 0; changes--) {
      int at = draws.nextInt(text.length());
      text.replace(at, at + draws.nextInt(3), draws.text(1, 1, MESS));
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    Path file =
        Files.write(
            folder.resolve("changed.yaml"),
            draws.nextInt(3) == 0 ? Hostile.bytes(bytes, draws) : bytes);
    try {
      CustomSpace space = CustomSpace.read(file.toString());
      space.random(draws).blueprint(space.defaultSkeleton());
      draws.count("read");
    } catch (InputException e) {
      draws.count("refused");
      assertThat(e.getMessage()).startsWith(file + ":").doesNotContain("\n").doesNotContain("\r");
    }
  }
}
