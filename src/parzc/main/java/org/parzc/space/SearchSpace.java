package org.parzc.space;

import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;

/**
 * A set of architectures and its encoding. Implementations are stateless and thread-safe; those
 * that can count their architectures are {@link EnumerableSpace}s.
 */
public interface SearchSpace {
  /** Stands between the parts of a text that tables keep in several columns. */
  String SEPARATOR = ";";

  /** Wider layers fit into no memory. */
  int WIDEST = 65_536;

  /** More cells to a stage fit into no memory. */
  int MOST_CELLS = 1_000;

  /** Returns the name by which options and stores refer to the space, lower case without blanks. */
  String name();

  /** Returns one line for people. */
  String description();

  /**
   * Reads an architecture's own {@linkplain Architecture#text() text}, exactly as it is.
   *
   * @throws ArchitectureSyntaxException if the text is not one, with the column of the first
   *     offence
   */
  Architecture parse(String text);

  /**
   * Reads an architecture as people have it: its own text, or any other form in which the space's
   * architectures are published, such as the tuples of NASLib and NAS-Bench-Suite-Zero, {@code (4,
   * 0, 3, 1, 4, 3)}. Whatever comes from outside is read like this: arguments, files, requests.
   *
   * @throws ArchitectureSyntaxException if the text is none of these, with the column of the first
   *     offence
   */
  default Architecture interpret(String text) {
    return parse(text);
  }

  /**
   * Returns the names of the columns in which published tables keep an architecture; their fields,
   * joined by {@link #SEPARATOR}, are its text. Empty if tables keep the whole text in one column
   * of no name of its own.
   */
  default List<String> columns() {
    return List.of();
  }

  /**
   * Returns an architecture drawn at random; every architecture may come, and uniformly where that
   * can be had.
   */
  Architecture random(RandomGenerator random);

  /** Returns the macro-architecture (skeleton) that the space's published benchmark uses. */
  Skeleton defaultSkeleton();

  /**
   * Returns whether width and number of cells are the skeleton's to choose; else the architecture
   * says them.
   */
  default boolean isSizedBySkeleton() {
    return true;
  }

  /**
   * Returns a macro-architecture (skeleton) for images of one shape.
   *
   * @param channels channels after the stem; empty for those of {@link #defaultSkeleton}
   * @param cells cells per stage; empty for those of {@link #defaultSkeleton}
   * @param classes number of classes, at least 2
   * @param input shape of one input image
   * @throws InputException if the space leaves neither to the skeleton, or one is not from 1 to
   *     {@value #WIDEST} or {@value #MOST_CELLS}
   */
  default Skeleton skeleton(OptionalInt channels, OptionalInt cells, int classes, Shape input) {
    if (!isSizedBySkeleton() && (channels.isPresent() || cells.isPresent())) {
      throw new InputException(
          "channels, cells: architectures of %s say their own width and depth".formatted(name()));
    }
    int width = channels.orElse(defaultSkeleton().channels());
    int repeats = cells.orElse(defaultSkeleton().cellsPerStage());
    if (width < 1 || repeats < 1) {
      throw new InputException(
          "channels, cells: found %d and %d, expected at least 1".formatted(width, repeats));
    }
    if (width > WIDEST || repeats > MOST_CELLS) {
      throw new InputException(
          String.format(
              Locale.ROOT,
              "channels, cells: found %d and %d, expected at most %,d and " + "%,d",
              width,
              repeats,
              WIDEST,
              MOST_CELLS));
    }
    return new Skeleton(width, repeats, classes, input);
  }

  /**
   * Returns every slot that an architecture of the space may have with a skeleton, in node order.
   */
  List<Slot> slots(Skeleton skeleton);
}
