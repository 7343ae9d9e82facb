package org.parzc.gpucheck;

import java.util.List;
import org.parzc.blueprint.Shape;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.spaces.nasbench.NasBench201;

/**
 * How much the checks do.
 *
 * @param spaces spaces of which networks are compared
 * @param networks networks of each
 * @param cells cells of NAS-Bench-201 that are compared
 * @param speed how speed is measured
 * @param labels numbers of labels to train on
 * @param small cells that only have to be many
 * @param slower times that checks may take longer than beside a GPU
 */
public record Extent(
    List<SearchSpace> spaces,
    int networks,
    Cells cells,
    Speed speed,
    List<Integer> labels,
    Small small,
    int slower) {
  private static final int CLASSES = 10;

  /**
   * Cells of NAS-Bench-201 in their usual size.
   *
   * @param number how many are compared
   * @param skeleton what surrounds them, and those whose speed is measured
   * @param batchSize images in a batch
   */
  public record Cells(int number, Skeleton skeleton, int batchSize) {}

  /**
   * How speed is measured.
   *
   * @param workers numbers of networks worked on at a time
   * @param seconds how long each of these is measured
   */
  public record Speed(List<Integer> workers, double seconds) {
    /** Copies the list. */
    public Speed {
      workers = List.copyOf(workers);
    }
  }

  /**
   * Small cells of NAS-Bench-201.
   *
   * @param skeleton what surrounds them
   * @param watched how many of them memory is watched over
   * @param processed how many of them a process measures
   */
  public record Small(Skeleton skeleton, int watched, int processed) {}

  /** Copies the lists. */
  public Extent {
    spaces = List.copyOf(spaces);
    labels = List.copyOf(labels);
  }

  private static Skeleton small(int side) {
    return new Skeleton(4, 1, CLASSES, new Shape(3, side, side));
  }

  /** Returns what a GPU is to be checked with. */
  public static Extent full() {
    return new Extent(
        SearchSpaces.all(),
        2,
        new Cells(256, new NasBench201().defaultSkeleton(), 64),
        new Speed(List.of(1, 2, 4, 8, 16), 6),
        List.of(78, 1563),
        new Small(small(32), 1000, 60),
        1);
  }

  /** Returns a little of everything, to see that the checks themselves work. */
  public static Extent little() {
    return new Extent(
        List.of(new NasBench201()),
        1,
        new Cells(2, small(8), 4),
        new Speed(List.of(1, 2), 0.2),
        List.of(8),
        new Small(small(8), 20, 12),
        4);
  }
}
