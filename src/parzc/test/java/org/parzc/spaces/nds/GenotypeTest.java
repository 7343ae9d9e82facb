package org.parzc.spaces.nds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;

/** Architectures as the code of DARTS, NAS-Bench-301 and NASLib writes them. */
class GenotypeTest {
  private static final SearchSpace DARTS = SearchSpaces.named("nds-darts");
  private static final String DARTS_V2 =
      "sep_conv_3x3~0 sep_conv_3x3~1 sep_conv_3x3~0 sep_conv_3x3~1 sep_conv_3x3~1 skip_connect~0"
          + " skip_connect~0 dil_conv_3x3~2;max_pool_3x3~0 max_pool_3x3~1 skip_connect~2"
          + " max_pool_3x3~1 max_pool_3x3~0 skip_connect~2 skip_connect~2 max_pool_3x3~1";
  private static final String NORMAL =
      "[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1),"
          + " ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)]";
  private static final String REDUCE =
      "[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1),"
          + " ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)]";

  private static String genotype(String normalConcat, String reduceConcat) {
    return "Genotype(normal=%s, normal_concat=%s, reduce=%s, reduce_concat=%s)"
        .formatted(NORMAL, normalConcat, REDUCE, reduceConcat);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"range(2, 6)", "[2, 3, 4, 5]", "(2,3,4,5)", "list(range(2, 6))", "[5, 4, 3, 2]"})
  void aGenotypeIsRead(String concat) {
    String text = genotype(concat, concat);
    assertThat(DARTS.interpret(text).text()).isEqualTo(DARTS_V2);
    assertThat(DARTS.interpret(text.replace(" ", "")).text()).isEqualTo(DARTS_V2);
    assertThat(DARTS.interpret(text.replace('\'', '"').replace("=", " = ")).text())
        .isEqualTo(DARTS_V2);
    assertThat(DARTS.interpret("DARTS_V2 = " + text.replace(", reduce", ",\n    reduce")).text())
        .isEqualTo(DARTS_V2);
  }

  @Test
  void itsListsAreReadByThemselves() {
    assertThat(DARTS.interpret("Genotype(reduce=%s, normal=%s)".formatted(REDUCE, NORMAL)).text())
        .isEqualTo(DARTS_V2);
    assertThat(DARTS.interpret("{'normal': %s, 'reduce': %s}".formatted(NORMAL, REDUCE)).text())
        .isEqualTo(DARTS_V2);
    assertThat(DARTS.interpret(NORMAL + SearchSpace.SEPARATOR + REDUCE).text())
        .as("columns of a table")
        .isEqualTo(DARTS_V2);
    assertThat(DARTS.interpret(DARTS_V2 + ";C=36;N=20").text()).isEqualTo(DARTS_V2 + ";C=36;N=20");
  }

  /** Every operation once, at inputs that tell the two cells and the members of a pair apart. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[(0, 4), (1, 3), (2, 0), (0, 1), (3, 2), (1, 5), (4, 6), (0, 4)], "
            + "[(0, 3), (1, 0), (0, 1), (1, 2), (2, 6), (3, 5), (0, 0), (4, 1)]]",
        "(((0,4),(1,3),(2,0),(0,1),(3,2),(1,5),(4,6),(0,4)),((0,3),(1,0),(0,1),(1,2),(2,6),(3,5),(0,0),(4,1)))"
      })
  void pairsOfNasBench301AreInputsAndNumbersOfOperations(String tuple) {
    assertThat(DARTS.interpret(tuple).text())
        .isEqualTo(
            "sep_conv_5x5~0 sep_conv_3x3~1 max_pool_3x3~2 avg_pool_3x3~0 skip_connect~3"
                + " dil_conv_3x3~1 dil_conv_5x5~4 sep_conv_5x5~0;sep_conv_3x3~0 max_pool_3x3~1"
                + " avg_pool_3x3~0 skip_connect~1 dil_conv_5x5~2 dil_conv_3x3~3 max_pool_3x3~0"
                + " avg_pool_3x3~4");
  }

  /** AmoebaNet-A as DARTS' code has it: a node that another one reads is not handed on. */
  @Test
  void otherSpacesHandOnTheirLooseEnds() {
    String normal =
        "[('avg_pool_3x3', 0), ('max_pool_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_5x5', 2),"
            + " ('sep_conv_3x3', 0), ('avg_pool_3x3', 3), ('sep_conv_3x3', 1), ('skip_connect', 1),"
            + " ('skip_connect', 0), ('avg_pool_3x3', 1)]";
    String reduce =
        "[('avg_pool_3x3', 0), ('sep_conv_3x3', 1), ('max_pool_3x3', 0), ('sep_conv_7x7', 2),"
            + " ('sep_conv_7x7', 0), ('avg_pool_3x3', 1), ('max_pool_3x3', 0), ('max_pool_3x3', 1),"
            + " ('conv_7x1_1x7', 0), ('sep_conv_3x3', 5)]";
    String text =
        "Genotype(normal=%s, normal_concat=[4, 5, 6], reduce=%s, reduce_concat=[3, 4, 6])"
            .formatted(normal, reduce);
    assertThat(SearchSpaces.named("nds-amoeba").interpret(text).text())
        .isEqualTo(
            "avg_pool_3x3~0 max_pool_3x3~1 sep_conv_3x3~0 sep_conv_5x5~2 sep_conv_3x3~0"
                + " avg_pool_3x3~3 sep_conv_3x3~1 skip_connect~1 skip_connect~0"
                + " avg_pool_3x3~1;avg_pool_3x3~0 sep_conv_3x3~1 max_pool_3x3~0 sep_conv_7x7~2"
                + " sep_conv_7x7~0 avg_pool_3x3~1 max_pool_3x3~0 max_pool_3x3~1 conv_7x1_1x7~0"
                + " sep_conv_3x3~5");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "Genotype(normal=[('sep_conv_3x3', 0)]) ! 17 ! found a list of 1, expected 8 pairs, two for"
            + " each node",
        "Genotype(reduce_concat=[2]) ! 1 ! found 'Genotype' and arguments, expected one with normal"
            + " and reduce",
        "Genotype(width=3) ! 16 ! found a value for another name, expected one for one of normal, "
            + "normal_concat, reduce, reduce_concat",
        "Genotype(normal=1, normal=1) ! 20 ! found 'normal' a second time",
        "[[(0, 4)], [(0, 4)], []] ! 1 ! found a list of 3, expected two lists, a normal and a"
            + " reduction cell",
        "[(0, 4) ! 8 ! found the end, expected ',' or ']'",
        "[range(5, 1000000000)] ! 11 ! found '1000000000', expected a number",
        "[range(5, 100000000)] ! 2 ! found a range that cannot be read, expected range(FROM, TO)"
            + " with numbers below 100",
        "((((((((1)))))))) ! 8 ! found '(', expected at most 6 brackets around a value",
        "['a ! 2 ! found ''a', expected a second quotation mark"
      },
      quoteCharacter = '`')
  void errorsNameTheColumn(String text, int column, String message) {
    refused(text, column, message);
  }

  @Test
  void wrongPartsAreRefusedWhereTheyStand() {
    String text = genotype("range(2, 6)", "range(2, 6)");
    int first = text.indexOf("'sep");
    refused(
        text.replaceFirst("sep_conv_3x3", "sep_conv_7x7"),
        first + 1,
        "found 'sep_conv_7x7', expected one of none, max_pool_3x3, avg_pool_3x3, skip_connect,"
            + " sep_conv_3x3, sep_conv_5x5, dil_conv_3x3, dil_conv_5x5");
    refused(
        text.replaceFirst("', 0", "', 2"),
        text.indexOf("0)") + 1,
        "found '2', expected an input before node 2, 0 to 1");
    refused(
        text.replaceFirst("range\\(2, 6", "range(3, 6"),
        text.indexOf("range") + 1,
        "found nodes 3, 4, 5 in normal_concat, expected 2, 3, 4, 5");
    refused(
        "[[(0, 7)%s], []]".formatted(", (0, 1)".repeat(7)),
        7,
        "found '7', expected a number from 0 to 6");
  }

  private static void refused(String text, int column, String message) {
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> DARTS.interpret(text))
        .withMessage("column " + column + ": " + message)
        .satisfies(e -> assertThat(e.column()).isEqualTo(column));
  }
}
