package org.parzc.blueprint;

/**
 * Rows and columns: of a kernel, of a step, of a margin.
 *
 * @param height rows
 * @param width columns
 */
public record Extent(int height, int width) {
  /** Returns as many rows as columns. */
  public static Extent square(int side) {
    return new Extent(side, side);
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
