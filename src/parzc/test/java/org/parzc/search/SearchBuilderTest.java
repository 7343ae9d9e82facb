package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.parzc.search.Searches.SPACE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleSource;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench101;

/** Searches from Java, part by part, and the loop that they share. */
class SearchBuilderTest {
  private static final Skeleton SMALL = new Skeleton(4, 1, 10, SPACE.defaultSkeleton().input());

  @Test
  void makesTheSearchOfItsParts() {
    List<Architecture> asked = new ArrayList<>();
    Search made =
        Search.of(SPACE)
            .maximise(Searches.recorded(asked))
            .where("params<=8K")
            .skeleton(SMALL)
            .seed(7)
            .build();
    assertThat(made.algorithm()).isEqualTo(SearchAlgorithms.named("evolution"));
    assertThat(made.seed()).isEqualTo(7);
    SearchState found = made.run(Budget.evaluations(40));
    Cost parameters = Costs.sizes(SPACE, SMALL).named("params");
    assertThat(asked).hasSize(40).allMatch(one -> parameters.of(one) <= 8_000);
    assertThat(
            new Search(
                    SPACE,
                    SearchAlgorithms.named("evolution"),
                    Searches.recorded(asked),
                    Optional.empty(),
                    List.of(Constraint.parse("params<=8K", Costs.sizes(SPACE, SMALL)::named)),
                    7)
                .run(Budget.evaluations(40))
                .evaluations())
        .containsExactlyElementsOf(found.evaluations());
    Search front =
        Search.of(SPACE)
            .maximise(Searches.recorded(asked))
            .algorithm("nsga2")
            .minimise("flops")
            .skeleton(SMALL)
            .build();
    assertThat(front.cost().orElseThrow().name()).isEqualTo("flops");
  }

  @Test
  void partsThatLackOthers() {
    assertThatThrownBy(() -> Search.of(SPACE).build())
        .isInstanceOf(InputException.class)
        .hasMessage("search: found nothing to maximise, expected a predictor or another objective");
    Objective any = architectures -> new double[architectures.size()];
    assertThatThrownBy(() -> Search.of(SPACE).maximise(any).where("params<1").build())
        .isInstanceOf(InputException.class)
        .hasMessage(
            "cost 'params': found no skeleton, expected that of the networks that it is of");
    assertThatThrownBy(() -> Search.of(SPACE).maximise(any).algorithm("nsga2").build())
        .isInstanceOf(InputException.class)
        .hasMessage("algorithm nsga2: found no minimise, expected a cost");
    assertThatThrownBy(
            () -> Search.of(SPACE).maximise(any).minimise("params").skeleton(SMALL).build())
        .isInstanceOf(InputException.class)
        .hasMessage("minimise: found algorithm evolution, expected nsga2");
    assertThatThrownBy(() -> Search.of(SPACE).algorithm("magic"))
        .isInstanceOf(InputException.class);
  }

  /** What an algorithm or an objective of a user's own may get wrong. */
  @Test
  void mistakesOfAlgorithmsAndObjectives() {
    Architecture foreign = new NasBench101().random(new Random(1));
    assertThatThrownBy(
            () -> Search.of(SPACE).maximise(any -> new double[3]).run(Budget.evaluations(10)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching(
            "objective: found 3 scores of \\d+ architectures, expected one of each");
    List<Architecture> asked = new ArrayList<>();
    assertThatThrownBy(
            () ->
                Search.of(SPACE)
                    .maximise(Searches.recorded(asked))
                    .algorithm(new Fixed(List.of(foreign), List.of()))
                    .run(Budget.generations(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found one of space nasbench101, expected one of nasbench201");
    assertThatThrownBy(
            () ->
                Search.of(SPACE)
                    .maximise(Searches.recorded(asked))
                    .algorithm(new Fixed(List.of(), List.of(SPACE.at(3))))
                    .run(Budget.generations(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("is of the population but was not measured");
    assertThat(asked).isEmpty();
    SearchState none =
        Search.of(SPACE)
            .maximise(Searches.recorded(asked))
            .skeleton(SMALL)
            .where("params<1")
            .algorithm(new Fixed(List.of(SPACE.at(3)), List.of()))
            .run(Budget.generations(1));
    assertThat(none.evaluations()).as("what breaks a constraint is passed over").isEmpty();
  }

  /** Proposes the same again and again, whatever is known or allowed. */
  private record Fixed(List<Architecture> proposed, List<Architecture> alive)
      implements SearchAlgorithm {
    @Override
    public String name() {
      return "fixed";
    }

    @Override
    public int population() {
      return 2;
    }

    @Override
    public SearchAlgorithm withPopulation(int population) {
      return this;
    }

    @Override
    public List<Architecture> propose(SearchState state, Moves moves) {
      return proposed;
    }

    @Override
    public List<Architecture> survivors(SearchState state, List<Architecture> measured) {
      return alive;
    }
  }

  @Test
  void examplesSayWhichNetworksArePricedIfTheyKnow() {
    ExampleSource examples =
        new CachedExamples(
            new ExampleSource() {
              @Override
              public List<Example> examples(List<Architecture> architectures) {
                throw new AssertionError("nothing is to be measured");
              }

              @Override
              public Optional<Skeleton> skeleton() {
                return Optional.of(SMALL);
              }
            });
    Cost parameters =
        Search.of(SPACE)
            .maximise(null, examples)
            .where("params<=8K")
            .build()
            .constraints()
            .get(0)
            .cost();
    assertThat(parameters.of(SPACE.at(7)))
        .isEqualTo(Costs.sizes(SPACE, SMALL).named("params").of(SPACE.at(7)));
  }

  @Test
  void theLoopKeepsEachStepAndStopsBetweenTwo() {
    ResumableSearch<Integer> count = state -> state < 5 ? Optional.of(state + 1) : Optional.empty();
    List<Integer> kept = new ArrayList<>();
    assertThat(count.run(StateKeeper.startingFrom(2).telling(kept::add), () -> false)).isEqualTo(5);
    assertThat(kept).containsExactly(3, 4, 5);
    kept.clear();
    assertThat(count.run(StateKeeper.startingFrom(0).telling(kept::add), () -> kept.size() == 2))
        .isEqualTo(2);
    assertThat(kept).containsExactly(1, 2);
    assertThat(count.run(StateKeeper.startingFrom(9), () -> false)).isEqualTo(9);
  }
}
