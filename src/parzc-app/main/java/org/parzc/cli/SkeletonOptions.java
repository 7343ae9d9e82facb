package org.parzc.cli;

import java.util.OptionalInt;
import java.util.function.Supplier;
import org.parzc.InputException;
import org.parzc.images.ImageSource;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import picocli.CommandLine.Option;

/** Options that choose what surrounds the cell. */
final class SkeletonOptions {
  private static final String REFUSAL = "channels, cells: ";

  @Option(
      names = "--channels",
      paramLabel = "C",
      description = "Channels after the stem (default: the space's own).")
  private Integer channels;

  @Option(
      names = "--cells",
      paramLabel = "N",
      description = "Cells per stage (default: the space's own).")
  private Integer cells;

  /** Returns the channels that were asked for. */
  OptionalInt channels() {
    return channels == null ? OptionalInt.empty() : OptionalInt.of(channels);
  }

  /** Returns the cells that were asked for. */
  OptionalInt cells() {
    return cells == null ? OptionalInt.empty() : OptionalInt.of(cells);
  }

  /**
   * @throws InputException if more is asked for than fits into any memory
   */
  void check() {
    channels().ifPresent(found -> Bounds.checkMost("--channels", found, SearchSpace.WIDEST));
    cells().ifPresent(found -> Bounds.checkMost("--cells", found, SearchSpace.MOST_CELLS));
  }

  /** Returns the skeleton for images of that shape and number of classes. */
  Skeleton skeleton(SearchSpace space, ImageSource images) {
    check();
    return named(() -> space.skeleton(channels(), cells(), images.classes(), images.shape()));
  }

  /** Returns a result whose refusals name the options. */
  static <T> T named(Supplier<T> result) {
    try {
      return result.get();
    } catch (InputException e) {
      throw e.getMessage().startsWith(REFUSAL)
          ? new InputException(
              "--channels, --cells: " + e.getMessage().substring(REFUSAL.length()), e)
          : e;
    }
  }
}
