package org.parzc.blueprint;

/**
 * The fixed place of a node in its space, the same for every architecture of the space.
 *
 * @param name unique name, such as {@code stage1.cell2.0->1}
 * @param group the place up to repetition, such as {@code stage1.0->1}: slots of one group hold the
 *     same operation in every architecture, so their statistics may be pooled
 */
public record Slot(String name, String group) {
  /** Returns a slot that is not repeated. */
  public static Slot single(String name) {
    return new Slot(name, name);
  }
}
