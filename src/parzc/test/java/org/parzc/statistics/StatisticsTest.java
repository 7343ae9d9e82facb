package org.parzc.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.InputException;
import org.parzc.passes.Pass;
import org.parzc.passes.PassResults;

/** What can be asked for, by which names, and which names others may not take. */
class StatisticsTest {
  /** Somebody's own. */
  private record Own(String name, String formula, Scale scale) implements Statistic {
    @Override
    public Set<Pass> passes() {
      return Set.of();
    }

    @Override
    public OptionalDouble of(PassResults results, int node) {
      return OptionalDouble.empty();
    }
  }

  private static Own named(String name) {
    return new Own(name, "1", Quantity.Scale.SIGNED);
  }

  @Test
  void theOrderIsThatOfStores() {
    assertThat(Statistics.nodeWise())
        .extracting(Quantity::name)
        .containsExactly(
            "l2_norm",
            "grad_norm",
            "snip",
            "plain",
            "fisher",
            "fisher_tokens",
            "nwot",
            "grasp",
            "zico",
            "synflow",
            "synflow_bn");
    assertThat(Statistics.nodeWiseByDefault())
        .extracting(Quantity::name)
        .containsExactly(
            "l2_norm",
            "grad_norm",
            "snip",
            "plain",
            "fisher",
            "fisher_tokens",
            "nwot",
            "grasp",
            "zico",
            "synflow");
    assertThat(Statistics.networkLevel())
        .extracting(Quantity::name)
        .containsExactly("nwot", "jacov", "epe_nas", "zen", "zico");
    assertThat(Statistics.networkLevelByDefault()).isEqualTo(Statistics.networkLevel());
    assertThat(Statistics.nodeWise(List.of("all"))).isEqualTo(Statistics.nodeWise());
  }

  @Test
  void networksMayLackWhatNeedsTokensOrReLUs() {
    assertThat(Stream.concat(Stream.of(NodeWise.values()), Stream.of(NetworkLevel.values())))
        .filteredOn(Quantity::isPartial)
        .containsExactlyInAnyOrder(NodeWise.fisher_tokens, NodeWise.nwot, NetworkLevel.nwot);
  }

  @Test
  void aStatisticNamesWhatItReads() {
    assertThat(NodeWise.values())
        .filteredOn(one -> one.passes().isEmpty())
        .containsExactly(NodeWise.l2_norm);
    assertThat(NetworkLevel.values()).allMatch(one -> one.passes().size() == 1);
  }

  private static String refused(Statistic... own) {
    try {
      Statistics.requireDistinct(List.of(own), List.of());
    } catch (InputException e) {
      return e.getMessage().replaceFirst("^.*test-classes/: ", "");
    }
    return "";
  }

  @ParameterizedTest
  @ValueSource(strings = {"snip", "synflow_bn"})
  void namesOfOursAreRefused(String name) {
    assertThat(refused(named(name)))
        .isEqualTo(
            "statistic %s: found the name '%s' of ParZC's own statistic, expected "
                    .formatted(Own.class.getName(), name)
                + "another name");
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "weights", "slot_group", "published_snip"})
  void namesOfSomethingElseAreRefused(String name) {
    assertThat(refused(named(name)))
        .endsWith("found the name '%s', which is taken, expected another name".formatted(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Own", "own-one", "1st", "a b", "own=x"})
  void illFormedNamesAreRefused(String name) {
    assertThat(refused(named(name)))
        .endsWith("found the name '%s', expected one of the form [a-z][a-z0-9_]*".formatted(name));
  }

  @Test
  void twoOfOneNameAreRefused() {
    assertThat(refused(named("own"), named("other"))).isEmpty();
    assertThat(refused(named("own"), named("own")))
        .contains("found the name 'own' of " + Own.class.getName(), "expected another name");
    assertThat(refused(NodeWise.snip, NodeWise.snip)).contains("found the name 'snip' of");
  }

  @Test
  void aPartThatIsMissingIsRefused() {
    assertThat(refused(new Own("own", "1", null)))
        .endsWith("found no formula, scale or passes, expected all three");
    assertThat(refused(new Own("own", null, Quantity.Scale.SIGNED))).endsWith("expected all three");
    assertThat(refused(new Own(null, "1", Quantity.Scale.SIGNED))).contains("found the name ''");
  }

  @Test
  void oursAreDistinct() {
    assertThatCode(
            () -> Statistics.requireDistinct(Statistics.nodeWise(), Statistics.networkLevel()))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> Statistics.nodeWise(List.of("snap")))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("unknown statistic 'snap'; known: l2_norm, ");
  }
}
