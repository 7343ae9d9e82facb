package org.parzc.serve;

import java.util.Locale;
import org.parzc.InputException;
import org.parzc.search.Budget;
import org.parzc.search.SearchAlgorithms;
import org.parzc.search.SearchSpec;

/**
 * How much searches may ask of a server: a small request can cost hours otherwise, or all the
 * memory.
 *
 * @param jobs searches that may wait or run; more are answered with 429
 * @param evaluations architectures that a search may evaluate; where it names generations alone,
 *     these times its population
 * @param population architectures in a population
 * @param draws draws from the posterior for each score
 * @param kept searches that are kept after their end; those asked for first are forgotten
 */
public record SearchLimits(int jobs, int evaluations, int population, int draws, int kept) {
  /** Searches that may wait or run unless told otherwise. */
  public static final int JOBS = 100;

  /** Evaluations of a search unless told otherwise. */
  public static final int EVALUATIONS = 100_000;

  /** Largest population unless told otherwise. */
  public static final int POPULATION = 10_000;

  /** Most draws unless told otherwise. */
  public static final int DRAWS = 1_000;

  /** Searches kept after their end unless told otherwise. */
  public static final int KEPT = 1_000;

  /** What a server allows unless told otherwise. */
  public static final SearchLimits USUAL =
      new SearchLimits(JOBS, EVALUATIONS, POPULATION, DRAWS, KEPT);

  /**
   * @throws InputException if a limit is not positive
   */
  public SearchLimits {
    if (jobs < 1 || evaluations < 1 || population < 1 || draws < 1 || kept < 1) {
      throw new InputException(
          "limits of searches: found %d jobs, %d evaluations, a population of %d, %d draws, "
                  .formatted(jobs, evaluations, population, draws)
              + "%d kept, expected all to be positive".formatted(kept));
    }
  }

  /**
   * Checks a search.
   *
   * @throws InputException if it asks for more
   */
  void require(SearchSpec spec) {
    int members =
        SearchAlgorithms.named(spec.algorithm().name(), spec.algorithm().population()).population();
    Budget budget = spec.budget();
    require("draws", spec.objective().draws(), draws);
    require("population", members, population);
    if (budget.evaluations() < Integer.MAX_VALUE) {
      require("evaluations", budget.evaluations(), evaluations);
    } else {
      require("generations times population", (long) budget.generations() * members, evaluations);
    }
  }

  private static void require(String what, long found, int most) {
    if (found > most) {
      throw new InputException(
          String.format(Locale.ROOT, "%s: found %d, expected at most %,d", what, found, most));
    }
  }
}
