package org.parzc.space;

import java.util.List;
import java.util.random.RandomGenerator;
import org.parzc.blueprint.Slot;

/**
 * A set of architectures and its encoding. Implementations are stateless and thread-safe; those that can count their
 * architectures are {@link EnumerableSpace}s.
 */
public interface SearchSpace {
  /** Stands between the parts of a text that tables keep in several columns. */
  String SEPARATOR = ";";

  /** Returns the name by which options and stores refer to the space, lower case without blanks. */
  String name();

  /** Returns one line for people. */
  String description();

  /**
   * Reads an architecture.
   *
   * @throws ArchitectureSyntaxException if the text is not one, with the column of the first offence
   */
  Architecture parse(String text);

  /**
   * Reads an architecture as NASLib writes it, a tuple of numbers such as {@code (4, 0, 3, 1, 4, 3)}: the key of
   * NAS-Bench-Suite-Zero's files.
   *
   * @throws ArchitectureSyntaxException if the text is not one, or if tuples have no known meaning in the space
   */
  default Architecture parseTuple(String text) {
    throw new ArchitectureSyntaxException(1, "column 1: what NASLib's tuples mean in this space is not known");
  }

  /**
   * Returns the names of the columns in which published tables keep an architecture; their fields, joined by
   * {@link #SEPARATOR}, are its text. Empty if tables keep the whole text in one column of no name of its own.
   */
  default List<String> columns() {
    return List.of();
  }

  /** Returns an architecture drawn at random; every architecture may come, and uniformly where that can be had. */
  Architecture random(RandomGenerator random);

  /** Returns the skeleton that the space's published benchmark uses. */
  Skeleton defaultSkeleton();

  /** Returns whether width and number of cells are the skeleton's to choose; else the architecture says them. */
  default boolean isSizedBySkeleton() {
    return true;
  }

  /** Returns every slot that an architecture of the space may have with a skeleton, in node order. */
  List<Slot> slots(Skeleton skeleton);
}
