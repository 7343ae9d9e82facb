package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Draws;
import org.parzc.InputException;
import org.parzc.Seeded;
import org.parzc.report.Table.Column;

/** One table and its faces. */
class TableTest {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final Table TABLE =
      new Table(
          List.of(
              Column.number("rank", 0),
              Column.text("name"),
              Column.number("score ±", 2).headed("±")),
          List.of(List.of(1, "conv(3,3)", 1.0 / 3), List.of(10, "a|b", Double.NaN)));

  @TempDir Path folder;

  private static String text(List<Column> columns, List<List<Object>> rows) {
    return new Table(columns, rows).text();
  }

  @Test
  void terminalsShowRoundedNumbersOnTheRight() {
    assertThat(TABLE.text().lines())
        .containsExactly("rank  name          ±", "   1  conv(3,3)  0.33", "  10  a|b           -");
  }

  @Test
  void markdownIsAlignedAndEscaped() {
    assertThat(TABLE.markdown())
        .isEqualTo(
            """
            | rank | name | ± |
            | ---: | --- | ---: |
            | 1 | conv(3,3) | 0.33 |
            | 10 | a\\|b | - |
            """);
  }

  @Test
  void csvHasEveryDigitAndQuotesWhatWouldBreakIt() {
    Path file = folder.resolve("table.csv");
    TABLE.writeCsv(file);
    assertThat(file)
        .hasContent("rank,name,score ±\n1,\"conv(3,3)\",0.3333333333333333\n10,a|b,NaN\n");
    Path nowhere = folder.resolve("no").resolve("table.csv");
    assertThatThrownBy(() -> TABLE.writeCsv(nowhere))
        .isInstanceOf(InputException.class)
        .hasMessage(nowhere + ": the directory does not exist");
  }

  @Test
  void pagesGetNumbersAndDecimals() throws Exception {
    assertThat(new ObjectMapper().writeValueAsString(TABLE))
        .isEqualTo(
            "{\"columns\":[{\"name\":\"rank\",\"digits\":0},"
                + "{\"name\":\"name\",\"digits\":null},{\"name\":\"score ±\",\"digits\":2}],"
                + "\"rows\":[[1,\"conv(3,3)\",0.3333333333333333],[10,\"a|b\",\"-\"]]}");
  }

  @Test
  void partsOfATableAreTables() {
    assertThat(TABLE.first(1).without("score ±").text().lines())
        .containsExactly("rank  name", "   1  conv(3,3)");
    assertThat(TABLE.first(9)).isEqualTo(TABLE);
    assertThat(
            TABLE
                .without("rank", "score ±")
                .with(Column.number("labels", 1), List.of(1.25, 2.0))
                .text()
                .lines())
        .containsExactly("name       labels", "conv(3,3)     1.3", "a|b           2.0");
    assertThat(TABLE.plus(List.of("", "mean", "0.3 ± 0.1")).text().lines().toList().get(3))
        .isEqualTo("      mean       0.3 ± 0.1");
    assertThatThrownBy(() -> TABLE.with(Column.text("x"), List.of("one")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found 1 cells, expected 2");
  }

  @Test
  void formatsReadTheSameEverywhere() {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(Format.fixed(2).of(1234.5)).isEqualTo("1234.50");
      assertThat(Format.signed(3).of(0.5)).isEqualTo("+0.500");
      assertThat(Format.signed(3).of(Double.NaN)).isEqualTo("-");
      assertThat(Format.significant(3).of(0.00012345)).isEqualTo("0.000123");
      assertThat(Format.grouped().of(15_625L)).isEqualTo("15,625");
      assertThat(Format.grouped().of("")).isEmpty();
      assertThat(Format.fixed(2).of(9_007_199_254_740_993L)).isEqualTo("9007199254740993");
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void alignsNumbersRightAndNamesLeft() {
    assertThat(
            text(
                    List.of(
                        Column.number("rank", 0),
                        Column.text("name"),
                        Column.number("τ", 0).as(Format.plain())),
                    List.of(List.of(1, "b", 0.5), List.of(10, "long one", 12)))
                .lines())
        .containsExactly("rank  name        τ", "   1  b         0.5", "  10  long one   12");
  }

  @Test
  void endsNoLineInBlanks() {
    assertThat(
            text(
                    List.of(Column.number("a", 0), Column.text("b")),
                    List.of(List.of(1, ""), List.of(2, "wide")))
                .lines())
        .containsExactly("a  b", "1", "2  wide");
  }

  @Test
  void countsCharactersRatherThanCodeUnits() {
    assertThat(
            text(
                    List.of(Column.text("a"), Column.number("b", 0)),
                    List.of(List.of("𝛂", 1), List.of("xx", 2)))
                .lines())
        .containsExactly("a   b", "𝛂   1", "xx  2");
  }

  @Test
  void refusesRowsOfAnotherWidth() {
    assertThatThrownBy(
            () -> new Table(List.of(Column.text("a"), Column.text("b")), List.of(List.of(1))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found 1 cells, expected 2");
  }

  /** Whatever the cells, a right-aligned last column makes all lines equally long. */
  @Seeded(tries = 100)
  void columnsStandUnderEachOther(Draws draws) {
    List<String> cells = draws.list(1, 8, () -> draws.text(1, 255, LETTERS));
    String text =
        Table.of(
                List.of(Column.text("first"), Column.number("last", 0)),
                cells,
                cell -> List.of(cell, cell))
            .text();
    assertThat(text.lines().map(String::length).distinct()).hasSize(1);
    assertThat(text.lines()).hasSize(cells.size() + 1);
  }
}
