package org.parzc.spark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;

/**
 * Deals architectures out to tasks, the costliest first, so that all tasks take about the same
 * time.
 */
final class Deal {
  /** Tasks per core: what is left over at the end is small, and a lost executor loses little. */
  private static final int TASKS_PER_CORE = 16;

  /** Larger tasks would lose more with their executor, smaller ones only make more files. */
  private static final int LARGEST_TASK = 64;

  private Deal() {}

  /**
   * Returns how many tasks there are for that many architectures on that many cores: at least one.
   */
  static int tasks(int architectures, int cores) {
    int enough = Math.min(architectures, cores * TASKS_PER_CORE);
    return Math.max(enough, (architectures + LARGEST_TASK - 1) / LARGEST_TASK);
  }

  /** Returns the texts for each task, largest FLOPs first; sizes differ by one at most. */
  static List<List<String>> out(List<Architecture> architectures, Skeleton skeleton, int tasks) {
    record Priced(String text, long cost) {}

    List<Priced> sorted =
        architectures.stream()
            .map(one -> new Priced(one.text(), cost(one, skeleton)))
            .sorted(Comparator.comparingLong(Priced::cost).reversed().thenComparing(Priced::text))
            .toList();
    List<List<String>> dealt = new ArrayList<>();
    IntStream.range(0, tasks).forEach(task -> dealt.add(new ArrayList<>()));
    for (int i = 0; i < sorted.size(); i++) {
      dealt.get(i % tasks).add(sorted.get(i).text());
    }
    return dealt;
  }

  private static long cost(Architecture architecture, Skeleton skeleton) {
    try {
      return architecture.representative().blueprint(skeleton).flops();
    } catch (RuntimeException e) {
      // A network that cannot be described costs nothing; its executor records why.
      return 0;
    }
  }
}
