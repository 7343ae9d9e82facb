package org.parzc.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Slot;

/** What commands rely on in every search space, those in users' jars too. */
public final class SpaceContract {
  private SpaceContract() {}

  /**
   * Checks a space by seeded random architectures.
   *
   * @param tries how many
   * @throws AssertionError if it does not keep to the contract of {@link SearchSpace} and {@link
   *     Architecture}
   */
  public static void check(SearchSpace space, int tries) {
    RandomGenerator random = new SplittableRandom(7);
    assertThat(space.name()).isNotBlank().doesNotContain(" ");
    assertThat(space.description()).hasLineCount(1);
    Skeleton skeleton = space.defaultSkeleton();
    List<Slot> slots = space.slots(skeleton);
    assertThat(slots).doesNotHaveDuplicates();
    Stream.generate(() -> space.random(random))
        .limit(tries)
        .forEach(one -> check(one, space, skeleton, slots, random));
    assertThatThrownBy(() -> space.parse("\u0001 no architecture"))
        .isInstanceOf(ArchitectureSyntaxException.class);
  }

  private static void check(
      Architecture one,
      SearchSpace space,
      Skeleton skeleton,
      List<Slot> slots,
      RandomGenerator random) {
    assertThat(one.spaceName()).isEqualTo(space.name());
    assertThat(space.parse(one.text())).isEqualTo(one).hasSameHashCodeAs(one);
    assertThat(space.interpret(one.text())).isEqualTo(one);
    assertThat(one.representative().canonicalForm()).isEqualTo(one.canonicalForm());
    assertThat(one.representative().representative()).isEqualTo(one.representative());
    assertThat(one.neighbours())
        .isEqualTo(space.parse(one.text()).neighbours())
        .doesNotContain(one);
    Architecture mutant = one.mutant(random);
    assertThat(space.parse(mutant.text())).isEqualTo(mutant);
    Blueprint blueprint = one.representative().blueprint(skeleton);
    assertThat(slots)
        .containsSubsequence(blueprint.nodes().stream().map(Blueprint.Node::slot).toList());
    assertThat(blueprint).isEqualTo(space.parse(one.representative().text()).blueprint(skeleton));
    assertThat(blueprint.parameters()).isPositive();
  }
}
