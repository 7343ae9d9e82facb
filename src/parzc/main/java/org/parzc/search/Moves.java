package org.parzc.search;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.parzc.Cancellation;
import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;

/**
 * The variation operators of one generation: ways to come to architectures that the constraints of
 * a search admit.
 *
 * @param space where they are from
 * @param admits whether an architecture meets the constraints
 * @param random the generation's random numbers, which fix everything that is drawn; not
 *     thread-safe
 */
public record Moves(SearchSpace space, Predicate<Architecture> admits, RandomGenerator random) {
  private static final int RANDOM_DRAWS = 10_000;
  private static final int MUTANTS = 100;
  private static final int FRESH = 1_000;

  /**
   * Returns an architecture drawn from the space.
   *
   * @throws InputException if of many draws the constraints admit none
   */
  public Architecture draw() {
    Cancellation.check();
    return Stream.generate(() -> space.random(random))
        .limit(RANDOM_DRAWS)
        .filter(admits)
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "none of %,d random architectures of %s meets the constraints"
                        .formatted(RANDOM_DRAWS, space.name())));
  }

  /**
   * Returns one drawn from the space that is new; empty if many draws gave none.
   *
   * @throws InputException see {@link #draw}
   */
  public Optional<Architecture> fresh(Predicate<Architecture> isNew) {
    return Stream.generate(this::draw).limit(FRESH).filter(isNew).findFirst();
  }

  /**
   * Returns a mutant of an architecture; one drawn from the space if many mutants were not
   * admitted.
   *
   * @throws InputException see {@link #draw}
   */
  public Architecture mutant(Architecture parent) {
    Cancellation.check();
    return Stream.generate(() -> parent.mutant(random))
        .limit(MUTANTS)
        .filter(admits)
        .findFirst()
        .orElseGet(this::draw);
  }

  /** Returns the neighbours of an architecture that are admitted; it may have none. */
  public List<Architecture> neighbours(Architecture architecture) {
    return architecture.neighbours().stream().filter(admits).toList();
  }
}
