package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.model.PredictorSettings;

/**
 * What can be asked for, what it means if it is not said, and what is refused, in the words of who
 * asked.
 */
class SearchSpecTest {
  private static SearchSpec.Builder builder() {
    return SearchSpec.builder().objective("proxy:nwot");
  }

  private static SearchSpec.Builder learning() {
    return SearchSpec.builder().objective("mabn");
  }

  @Test
  void whatIsNotSaidIsUsual() {
    SearchSpec spec = builder().build();
    assertThat(spec.objective()).isEqualTo(new ObjectiveSpec("proxy:nwot", 0, 16));
    assertThat(spec.algorithm().name()).isEqualTo("evolution");
    assertThat(spec.algorithm().algorithm().population()).isEqualTo(100);
    assertThat(spec.budget()).isEqualTo(Budget.evaluations(1_000)).isEqualTo(Budget.usual());
    assertThat(spec.where()).isEmpty();
    assertThat(spec.seed()).isZero();
    assertThat(spec.labels()).isEmpty();
    assertThat(builder().budget(7, null).build().budget()).isEqualTo(Budget.generations(7));
    assertThat(builder().budget(7, 9).build().budget()).isEqualTo(new Budget(7, 9));
    assertThat(learning().labels(78, null, null, null).build().labels())
        .contains(
            new LabelSpec(
                new LabelPlan(78, 5, LabelPlan.First.RANDOM),
                Optional.empty(),
                PredictorSettings.recommended()));
  }

  @Test
  void objectivesAreAKindAndAnArgument() {
    assertThat(List.of("proxy:nwot", "mabn", "predictor:C:\\m", "x:"))
        .extracting(
            text -> {
              ObjectiveSpec spec = new ObjectiveSpec(text, 0, 1);
              return spec.kind() + "|" + spec.argument();
            })
        .containsExactly("proxy|nwot", "mabn|", "predictor|C:\\m", "x|");
  }

  /** The names are those of the spec, and of the command line where that shows them. */
  @Test
  void whatIsWrongIsNamed() {
    UnaryOperator<String> options = part -> "--" + part;
    Map<SearchSpec.Builder, String> wrong =
        Map.ofEntries(
            Map.entry(builder().budget(0, null), "<generations>: found 0, expected at least 1"),
            Map.entry(builder().budget(null, 0), "<evaluations>: found 0, expected at least 1"),
            Map.entry(
                builder().budget(null, 20_000_000),
                "<evaluations>: found 20000000, expected at most 10,000,000"),
            Map.entry(
                builder().uncertainty(-1.0, 4), "<optimism>: found -1.0, expected at least 0"),
            Map.entry(
                builder().uncertainty(Double.NaN, 4), "<optimism>: found NaN, expected at least 0"),
            Map.entry(builder().uncertainty(1.0, 0), "<draws>: found 0, expected at least 1"),
            Map.entry(
                builder().algorithm("evolution", 1, null),
                "<population>: found 1, expected at least 2"),
            Map.entry(
                builder().algorithm("nsga2", null, null),
                "<algorithm> nsga2: found no <minimise>, expected a cost"),
            Map.entry(
                builder().algorithm("local", null, "flops"),
                "<minimise>: found algorithm local, expected nsga2"),
            Map.entry(
                builder().algorithm("magic", null, null),
                "unknown algorithm 'magic'; known: random, evolution, local, exhaustive, nsga2"),
            Map.entry(
                builder().labels(20, null, null, null),
                "<label-budget>, <label-rounds>, <label-command>: found "
                    + "another objective, expected <objective> mabn"),
            Map.entry(
                learning().labels(null, 2, null, null),
                "<objective> mabn: found no <label-budget>, expected the " + "number of labels"),
            Map.entry(
                learning().labels(49, null, null, null),
                "<label-budget>, <label-rounds>: found 49 labels in 5 "
                    + "rounds, expected at least 1 round and 10 labels in each"),
            Map.entry(
                learning().algorithm("nsga2", null, "flops").labels(60, null, null, null),
                "<minimise>: found "
                    + "<objective> mabn, whose search for a high score minimises nothing"));
    wrong.forEach(
        (builder, message) ->
            assertThatThrownBy(builder::build)
                .isInstanceOfSatisfying(
                    InputException.class,
                    refused -> {
                      assertThat(refused).hasMessage(message.replaceAll("[<>]", ""));
                      assertThat(refused.message(options))
                          .isEqualTo(message.replaceAll("<(.*?)>", "--$1"));
                    }));
  }

  @Test
  void whatIsQuotedIsNoName() {
    assertThat(
            SpecException.of("%s: found '%s'", SpecException.part("objective"), "%s objective\n")
                .message(part -> "--" + part))
        .isEqualTo("--objective: found '%s objective·'");
  }

  @Test
  void budgetsArePositive() {
    for (int number : new int[] {0, -3}) {
      assertThatThrownBy(() -> Budget.evaluations(number))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("budget: found ");
      assertThatThrownBy(() -> Budget.generations(number))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
