package org.parzc.spaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.nasbench.NasBench101;
import org.parzc.spaces.nasbench.NasBench201;

/** Variations of architectures, in every space. */
class MutationTest {
  static Stream<SearchSpace> spaces() {
    return Stream.concat(
        SearchSpaces.all().stream(),
        Stream.of(SearchSpaces.named("custom:examples/spaces/nasbench201.yaml")));
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void mutantsAreOtherArchitecturesOfTheSpace(SearchSpace space) {
    SplittableRandom random = new SplittableRandom(1);
    Architecture parent = space.random(random);
    for (int step = 0; step < 50; step++) {
      Architecture mutant = parent.mutant(random);
      assertThat(mutant).isNotEqualTo(parent);
      assertThat(space.parse(mutant.text())).isEqualTo(mutant);
      assertThat(mutant.spaceName()).isEqualTo(space.name());
      parent = mutant;
    }
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void aSeedFixesTheMutant(SearchSpace space) {
    Architecture parent = space.random(new SplittableRandom(2));
    assertThat(parent.mutant(new SplittableRandom(3)))
        .isEqualTo(parent.mutant(new SplittableRandom(3)));
    assertThat(
            IntStream.range(0, 20)
                .mapToObj(seed -> parent.mutant(new SplittableRandom(seed)))
                .distinct()
                .count())
        .isGreaterThan(1);
  }

  @Test
  void aCellHasTheMutantsThatDifferInOneEdge() {
    Architecture cell = new NasBench201().at(7_777);
    SplittableRandom random = new SplittableRandom(4);
    Set<Architecture> mutants =
        Stream.generate(() -> cell.mutant(random)).limit(1_000).collect(Collectors.toSet());
    assertThat(mutants).hasSize(24).containsExactlyInAnyOrderElementsOf(cell.neighbours());
  }

  @Test
  void everyCellOfNasBench201IsReachable() {
    EnumerableSpace space = new NasBench201();
    Set<Architecture> reached = new HashSet<>(List.of(space.at(0)));
    Deque<Architecture> border = new ArrayDeque<>(reached);
    while (!border.isEmpty()) {
      border.remove().neighbours().stream().filter(reached::add).forEach(border::add);
    }
    assertThat(reached).hasSize(15_625);
  }

  @Test
  void cellsOfNasBench101GrowAndShrink() {
    Architecture cell = new NasBench101().parse("010/001/000;input|maxpool3x3|output");
    SplittableRandom random = new SplittableRandom(5);
    Set<Integer> vertices = new HashSet<>();
    for (int step = 0; step < 2_000; step++) {
      Architecture mutant = cell.mutant(random);
      assertThat(mutant.canonicalForm()).isNotEqualTo(cell.canonicalForm());
      cell = mutant;
      vertices.add(cell.text().indexOf('/'));
    }
    assertThat(vertices).contains(2, 3, 4, 5, 6);
  }
}
