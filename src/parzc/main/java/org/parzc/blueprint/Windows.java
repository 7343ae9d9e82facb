package org.parzc.blueprint;

/** Windows that slide over rows or columns. */
final class Windows {
  private Windows() {}

  /** Returns how often a window fits between the borders. */
  static int count(int from, int window, int stride, int padding) {
    long room = from + 2L * padding - window;
    if (room < 0) {
      throw new IllegalArgumentException(
          "a window of %d does not fit into %d and a padding of %d"
              .formatted(window, from, padding));
    }
    return Math.toIntExact(room / stride + 1);
  }
}
