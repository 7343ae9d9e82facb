package org.parzc.search;

import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.parzc.space.Architecture;

/**
 * The state of a search: everything that it needs to go on. Random numbers are drawn anew from seed
 * and generation, so there is no generator to keep. Immutable, thread-safe.
 */
public final class SearchState {
  private final int generation;
  private final List<Architecture> population;
  private final Map<String, Evaluation> evaluated;

  private SearchState(
      int generation, List<Architecture> population, Map<String, Evaluation> evaluated) {
    this.generation = generation;
    this.population = List.copyOf(population);
    this.evaluated = Collections.unmodifiableMap(evaluated);
  }

  /** Returns the state before the first generation. */
  public static SearchState start() {
    return new SearchState(0, List.of(), Map.of());
  }

  /**
   * Returns a state.
   *
   * @param generation number of generations done
   * @param population what the algorithm goes on from, all of it evaluated and measured
   * @param evaluations one per canonical form, in the order in which they were made
   * @throws IllegalArgumentException if a canonical form comes twice, or a member of the population
   *     was not measured
   */
  static SearchState of(
      int generation, List<Architecture> population, Collection<Evaluation> evaluations) {
    Map<String, Evaluation> evaluated = new LinkedHashMap<>();
    for (Evaluation one : evaluations) {
      if (evaluated.putIfAbsent(one.architecture().canonicalForm(), one) != null) {
        throw new IllegalArgumentException(one.architecture() + " is evaluated twice");
      }
    }
    SearchState state = new SearchState(generation, population, evaluated);
    population.forEach(state::requireMeasured);
    return state;
  }

  private void requireMeasured(Architecture member) {
    if (!isMeasured(member)) {
      throw new IllegalArgumentException(member + " is of the population but was not measured");
    }
  }

  /** Returns the state with more evaluations, of canonical forms not seen before. */
  SearchState with(Collection<Evaluation> more) {
    Map<String, Evaluation> all = new LinkedHashMap<>(evaluated);
    more.forEach(one -> all.put(one.architecture().canonicalForm(), one));
    return new SearchState(generation, population, all);
  }

  /**
   * Returns the state after this generation.
   *
   * @throws IllegalArgumentException if a survivor was not measured
   */
  SearchState next(List<Architecture> survivors) {
    survivors.forEach(this::requireMeasured);
    return new SearchState(generation + 1, survivors, evaluated);
  }

  /** Returns the number of generations done. */
  public int generation() {
    return generation;
  }

  /** Returns what the algorithm goes on from; an architecture may be in it more than once. */
  public List<Architecture> population() {
    return population;
  }

  /**
   * Returns every evaluation in the order in which they were made; equal canonical forms share one.
   */
  public Collection<Evaluation> evaluations() {
    return evaluated.values();
  }

  /** Returns whether an architecture, or one with the same canonical form, was evaluated. */
  public boolean isEvaluated(Architecture architecture) {
    return evaluated.containsKey(architecture.canonicalForm());
  }

  /**
   * Returns whether an architecture, or one with the same canonical form, was evaluated and could
   * be measured.
   */
  public boolean isMeasured(Architecture architecture) {
    return isEvaluated(architecture) && evaluation(architecture).failure().isEmpty();
  }

  /**
   * Returns the evaluations of architectures that could not be measured, in the order in which they
   * were made.
   */
  public List<Evaluation> failures() {
    return evaluations().stream().filter(one -> one.failure().isPresent()).toList();
  }

  private Stream<Evaluation> measured() {
    return evaluations().stream().filter(one -> one.failure().isEmpty());
  }

  /**
   * Returns the evaluation of an architecture, or of one with the same canonical form; null if
   * there is none.
   */
  public Evaluation evaluation(Architecture architecture) {
    return evaluated.get(architecture.canonicalForm());
  }

  /**
   * Returns the order of evaluated architectures by their scores, the best first; ties in the order
   * of the texts.
   */
  public Comparator<Architecture> bestFirst() {
    return Comparator.comparingDouble((Architecture one) -> evaluation(one).comparable())
        .reversed()
        .thenComparing(Architecture::text);
  }

  /** Returns the best of what was measured, the very best first; ties in the order of the texts. */
  public List<Evaluation> best(int count) {
    return measured()
        .sorted(
            Comparator.comparingDouble(Evaluation::comparable)
                .reversed()
                .thenComparing(one -> one.architecture().text()))
        .limit(count)
        .toList();
  }

  /**
   * Returns the measured evaluations that no other beats in both score and cost, in the order of
   * their costs.
   */
  public List<Evaluation> front() {
    List<Evaluation> all = measured().toList();
    int[] ranks = ParetoOrder.ranks(all);
    return IntStream.range(0, ranks.length)
        .filter(i -> ranks[i] == 0)
        .mapToObj(all::get)
        .sorted(
            Comparator.comparingDouble(Evaluation::cost)
                .thenComparing(one -> one.architecture().text()))
        .toList();
  }

  /** Returns the number of generations since the last that had something new to evaluate. */
  public int generationsWithoutNews() {
    int last = evaluations().stream().mapToInt(Evaluation::generation).max().orElse(-1);
    return generation - 1 - last;
  }
}
