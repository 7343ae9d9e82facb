package org.parzc.gpucheck;

import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Minibatches;
import org.parzc.images.ImageSources;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.statistics.Statistics;

/** Networks that are measured for a check: the same ones on every machine. */
final class Networks {
  private static final int SEED = 0;
  private static final int BATCHES = 2;

  /** A network that does not depend on its input has next to nothing to compare. */
  private static final int LEAST_DEPTH = 3;

  private static final int DRAWN = 20;

  private Networks() {}

  /** Returns different architectures of a space, drawn by the seed. */
  static List<Architecture> random(SearchSpace space, Skeleton skeleton, int count) {
    SplittableRandom random = new SplittableRandom(SEED);
    return Stream.generate(() -> space.random(random).representative())
        .filter(one -> one.blueprint(skeleton).depth() >= LEAST_DEPTH)
        .distinct()
        .limit(count)
        .toList();
  }

  /**
   * Returns a few that the CPU measures fast: of a space whose networks say their own width, the
   * smallest of some.
   */
  static List<Architecture> few(SearchSpace space, Skeleton skeleton, int count) {
    return space.isSizedBySkeleton()
        ? random(space, skeleton, count)
        : random(space, skeleton, DRAWN).stream()
            .sorted(Comparator.comparing(one -> one.blueprint(skeleton).flops()))
            .limit(1)
            .toList();
  }

  /** Returns settings with every statistic there is. */
  static ExtractionSettings settings(
      SearchSpace space, Skeleton skeleton, int batchSize, ElementType type) {
    return new ExtractionSettings(
        space,
        skeleton,
        new Minibatches(
            ImageSources.parse("normal", SEED, skeleton.input(), skeleton.classes()),
            batchSize,
            BATCHES),
        SEED,
        type,
        Statistics.nodeWise(),
        Statistics.networkLevel());
  }
}
