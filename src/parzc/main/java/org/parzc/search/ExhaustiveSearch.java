package org.parzc.search;

import java.util.List;
import java.util.stream.LongStream;
import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.SearchSpace;

/**
 * Every architecture of a space, in the order of its own enumeration.
 *
 * @param population number of architectures in a generation
 */
record ExhaustiveSearch(int population) implements SearchAlgorithm {
  @Override
  public String name() {
    return "exhaustive";
  }

  @Override
  public SearchAlgorithm withPopulation(int other) {
    return new ExhaustiveSearch(other);
  }

  @Override
  public void requireFits(SearchSpace space) {
    enumerated(space);
  }

  private static EnumerableSpace enumerated(SearchSpace space) {
    if (space instanceof EnumerableSpace enumerable) {
      return enumerable;
    }
    throw new InputException(
        "exhaustive search: found %s, expected a space that numbers its architectures"
            .formatted(space.name()));
  }

  @Override
  public List<Architecture> propose(SearchState state, Moves moves) {
    EnumerableSpace space = enumerated(moves.space());
    long from = first(state);
    return LongStream.range(from, Math.min(space.size(), from + population))
        .mapToObj(space::at)
        .filter(moves.admits())
        .toList();
  }

  private long first(SearchState state) {
    return (long) state.generation() * population;
  }

  @Override
  public List<Architecture> survivors(SearchState state, List<Architecture> proposed) {
    return List.of();
  }

  @Override
  public String ending() {
    return "after the last architecture of the space";
  }

  @Override
  public boolean isFinished(SearchState state, SearchSpace space) {
    return first(state) >= enumerated(space).size();
  }
}
