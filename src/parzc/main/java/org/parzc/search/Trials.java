package org.parzc.search;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import org.parzc.InputException;
import org.parzc.labels.Labels;
import org.parzc.space.Architecture;

/**
 * Repetitions of a search with different seeds.
 *
 * @param truth says what is found is worth
 * @param search searches with a seed, such as {@link SearchRun#trial}
 */
public record Trials(Labels truth, LongFunction<Found> search) {
  /**
   * What a search came to.
   *
   * @param state its end
   * @param architectures canonical forms that were looked at
   * @param labels labels that were asked for
   */
  public record Found(SearchState state, int architectures, int labels) {}

  private static Architecture best(long seed, SearchState state) {
    return state.best(1).stream()
        .map(Evaluation::architecture)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "search with seed %d: none of %d architectures could be measured"
                        .formatted(seed, state.evaluations().size())));
  }

  /**
   * Returns a trial for each seed from the first on; fewer if it is stopped.
   *
   * @param stop asked before each trial whether to stop
   * @param progress is told of each trial
   * @throws InputException if a search found nothing, or what it found has no label
   */
  public List<Trial> run(long firstSeed, int count, BooleanSupplier stop, SearchProgress progress) {
    Objective.Labelled worth = new Objective.Labelled(truth);
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    List<Trial> trials = new ArrayList<>();
    progress.begins("searches", OptionalLong.of(count));
    for (int trial = 0; trial < count && !stop.getAsBoolean(); trial++) {
      long seed = firstSeed + trial;
      long before = system.getProcessCpuTime();
      Found found = search.apply(seed);
      double cpuSeconds = (system.getProcessCpuTime() - before) / 1e9;
      Architecture best = best(seed, found.state());
      trials.add(
          new Trial(
              seed, best, worth.label(best), found.architectures(), found.labels(), cpuSeconds));
      progress.step();
    }
    return trials;
  }
}
