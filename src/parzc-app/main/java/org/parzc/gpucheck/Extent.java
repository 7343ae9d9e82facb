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
 * @param cell what surrounds these cells, and those whose speed is measured
 * @param batchSize images in a batch of these cells
 * @param workers numbers of networks worked on at a time whose speed is measured
 * @param secondsPerSpeed how long each is measured
 * @param labels numbers of labels to train on
 * @param small what surrounds cells that only have to be many
 * @param many how many of them memory is watched over
 * @param processed how many of them a process measures
 * @param slower times that checks may take longer than beside a GPU
 */
public record Extent(
    List<SearchSpace> spaces,
    int networks,
    int cells,
    Skeleton cell,
    int batchSize,
    List<Integer> workers,
    double secondsPerSpeed,
    List<Integer> labels,
    Skeleton small,
    int many,
    int processed,
    int slower) {
  private static final int CLASSES = 10;

  /** Copies the lists. */
  public Extent {
    spaces = List.copyOf(spaces);
    workers = List.copyOf(workers);
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
        256,
        new NasBench201().defaultSkeleton(),
        64,
        List.of(1, 2, 4, 8, 16),
        6,
        List.of(78, 1563),
        small(32),
        1000,
        60,
        1);
  }

  /** Returns a little of everything, to see that the checks themselves work. */
  public static Extent little() {
    return new Extent(
        List.of(new NasBench201()),
        1,
        2,
        small(8),
        4,
        List.of(1, 2),
        0.2,
        List.of(8),
        small(8),
        20,
        12,
        4);
  }
}
