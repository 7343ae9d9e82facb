package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.Draws;
import org.parzc.Seeded;

class TextTableTest {
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  @Test
  void alignsNumbersRightAndNamesLeft() {
    assertThat(new TextTable("rank", "<name", "τ").add(1, "b", 0.5).add(10, "long one", 12).toString().lines())
        .containsExactly("rank  name        τ", "   1  b         0.5", "  10  long one   12");
  }

  @Test
  void endsNoLineInBlanks() {
    assertThat(new TextTable("a", "<b").add(1, "").add(2, "wide").toString().lines())
        .containsExactly("a  b", "1", "2  wide");
  }

  @Test
  void countsCharactersRatherThanCodeUnits() {
    assertThat(new TextTable("<a", "b").add("𝛂", 1).add("xx", 2).toString().lines())
        .containsExactly("a   b", "𝛂   1", "xx  2");
  }

  @Test
  void refusesRowsOfAnotherWidth() {
    assertThatThrownBy(() -> new TextTable("a", "b").add(1)).isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found 1 cells, expected 2");
  }

  /** Whatever the cells, a right-aligned last column makes all lines equally long. */
  @Seeded(tries = 100)
  void columnsStandUnderEachOther(Draws draws) {
    List<String> cells = draws.list(1, 8, () -> draws.text(1, 255, LETTERS));
    TextTable table = new TextTable("<first", "last");
    cells.forEach(cell -> table.add(cell, cell));
    assertThat(table.toString().lines().map(String::length).distinct()).hasSize(1);
    assertThat(table.toString().lines()).hasSize(cells.size() + 1);
  }
}
