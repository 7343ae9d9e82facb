package org.parzc.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.parzc.space.Architecture;

/**
 * Architectures drawn from the space, none twice.
 *
 * @param population number drawn in a generation
 */
record RandomSearch(int population) implements SearchAlgorithm {
  @Override
  public String name() {
    return "random";
  }

  @Override
  public SearchAlgorithm withPopulation(int other) {
    return new RandomSearch(other);
  }

  @Override
  public List<Architecture> propose(SearchState state, Moves moves) {
    return draw(state, moves, population);
  }

  /**
   * Returns up to that many architectures, with different canonical forms that were not evaluated.
   */
  static List<Architecture> draw(SearchState state, Moves moves, int count) {
    List<Architecture> drawn = new ArrayList<>();
    Set<String> forms = new HashSet<>();
    while (drawn.size() < count) {
      Optional<Architecture> one =
          moves.fresh(a -> !state.isEvaluated(a) && !forms.contains(a.canonicalForm()));
      if (one.isEmpty()) {
        return drawn;
      }
      drawn.add(one.get());
      forms.add(one.get().canonicalForm());
    }
    return drawn;
  }

  @Override
  public List<Architecture> survivors(SearchState state, List<Architecture> proposed) {
    return List.of();
  }
}
