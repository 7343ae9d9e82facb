package org.parzc.spaces.custom;

import java.util.OptionalInt;
import org.parzc.InputException;

/**
 * A stride: a number, or that of the cell.
 *
 * @param fixed the number; empty for the cell's
 */
record Stride(OptionalInt fixed) {
  static final Stride ONE = new Stride(OptionalInt.of(1));
  static final int MOST = 64;
  private static final String CELL = "cell";

  /**
   * @throws InputException if the entry is neither {@code cell} nor a number
   */
  static Stride read(Entry entry) {
    if (entry instanceof Entry.Text text && text.text().equals(CELL)) {
      return new Stride(OptionalInt.empty());
    }
    return new Stride(OptionalInt.of(Fields.number(entry, 1, MOST)));
  }

  int in(Setting setting) {
    return fixed.orElse(setting.stride());
  }
}
