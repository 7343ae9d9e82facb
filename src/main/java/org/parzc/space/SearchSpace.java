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
   * Reads an architecture's own {@linkplain Architecture#text() text}, exactly as it is.
   *
   * @throws ArchitectureSyntaxException if the text is not one, with the column of the first offence
   */
  Architecture parse(String text);

  /**
   * Reads an architecture as people have it: its own text, or any other form in which the space's architectures are
   * published, such as the tuples of NASLib and NAS-Bench-Suite-Zero, {@code (4, 0, 3, 1, 4, 3)}. Whatever comes from
   * outside is read like this: arguments, files, requests.
   *
   * @throws ArchitectureSyntaxException if the text is none of these, with the column of the first offence
   */
  default Architecture interpret(String text) {
    return parse(text);
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
