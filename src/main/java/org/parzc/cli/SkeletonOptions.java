package org.parzc.cli;

import org.parzc.InputException;
import org.parzc.images.ImageSource;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import picocli.CommandLine.Option;

/** Options that choose what surrounds the cell. */
final class SkeletonOptions {
  /** Wider layers, or more of them, fit into no memory. */
  private static final int WIDEST = 65_536;
  private static final int MOST_CELLS = 1_000;

  @Option(names = "--channels", paramLabel = "C", description = "Channels after the stem (default: the space's own).")
  private Integer channels;

  @Option(names = "--cells", paramLabel = "N", description = "Cells per stage (default: the space's own).")
  private Integer cells;

  /** Returns the skeleton for images of that shape and number of classes. */
  Skeleton skeleton(SearchSpace space, ImageSource images) {
    if (!space.isSizedBySkeleton() && (channels != null || cells != null)) {
      throw new InputException("--channels, --cells: architectures of %s say their own width and depth"
          .formatted(space.name()));
    }
    Skeleton usual = space.defaultSkeleton();
    int width = channels == null ? usual.channels() : channels;
    int repeats = cells == null ? usual.cellsPerStage() : cells;
    if (width < 1 || repeats < 1) {
      throw new InputException("--channels, --cells: found %d and %d, expected at least 1".formatted(width, repeats));
    }
    Bounds.checkMost("--channels", width, WIDEST);
    Bounds.checkMost("--cells", repeats, MOST_CELLS);
    return new Skeleton(width, repeats, images.classes(), images.shape());
  }
}
