package org.parzc.search;

import java.util.List;
import java.util.stream.LongStream;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;

/**
 * Every architecture of a space, in the order of its own enumeration.
 *
 * @param space the space
 * @param population number of architectures in a generation
 */
record ExhaustiveSearch(EnumerableSpace space, int population) implements SearchAlgorithm {
  @Override
  public String name() {
    return "exhaustive";
  }

  @Override
  public List<Architecture> propose(SearchState state, Moves moves) {
    long from = first(state);
    return LongStream.range(from, Math.min(space.size(), from + population)).mapToObj(space::at)
        .filter(moves.admits()).toList();
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
  public boolean isFinished(SearchState state) {
    return first(state) >= space.size();
  }
}
