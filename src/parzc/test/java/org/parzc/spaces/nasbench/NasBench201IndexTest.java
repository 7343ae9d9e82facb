package org.parzc.spaces.nasbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.EnumerableSpace;
import org.parzc.spaces.transformer.Pit;

/** The benchmark's own numbers of its cells. */
class NasBench201IndexTest {
  private static final EnumerableSpace SPACE = new NasBench201();

  /** The first three are asserted by the code that published the benchmark. */
  @ParameterizedTest
  @CsvSource({
    "0, |avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|",
    "9, |avg_pool_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_3x3~2|",
    "123, |avg_pool_3x3~0|+|avg_pool_3x3~0|nor_conv_1x1~1|+|none~0|avg_pool_3x3~1|nor_conv_3x3~2|",
    "235, |nor_conv_3x3~0|+|skip_connect~0|nor_conv_3x3~1|+|nor_conv_1x1~0|nor_conv_3x3~1|none~2|"
  })
  void anIndexIsThatOfTheBenchmark(String index, String text) {
    assertThat(SPACE.interpret(index).text()).isEqualTo(text);
    assertThat(SPACE.withIndex(Long.parseLong(index))).isEqualTo(SPACE.parse(text));
  }

  @Test
  void everyPublishedIndexMeansItsCell() throws IOException {
    Path file = Path.of(System.getProperty("parzc.shared", ""), "data", "nasbench201_cifar10.csv");
    assumeTrue(Files.exists(file), "no real labels at " + file);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.subList(1, lines.size()))
        .hasSize(15_625)
        .allSatisfy(
            line -> {
              String[] fields = line.split(",");
              assertThat(SPACE.interpret(fields[0]).text()).isEqualTo(fields[1]);
            });
  }

  @Test
  void everyCellHasOneIndex() {
    assertThat(LongStream.range(0, SPACE.size()).mapToObj(SPACE::withIndex).distinct())
        .hasSize(15_625);
  }

  @ParameterizedTest
  @ValueSource(strings = {"15625", "99999999999999999999"})
  void thereAreNoOthers(String index) {
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> SPACE.interpret(index))
        .withMessage("column 1: found '%s', expected an index less than 15625".formatted(index));
  }

  @Test
  void wrongIndicesOfCallersAreRefused() {
    assertThatThrownBy(() -> SPACE.withIndex(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> SPACE.withIndex(15_625)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void spacesWithoutNumbersOfTheirOwnCountThroughTheirEnumeration() {
    EnumerableSpace pit = new Pit();
    assertThat(pit.interpret("4319")).isEqualTo(pit.at(4_319));
    assertThat(pit.interpret("007")).isEqualTo(pit.at(7));
  }
}
