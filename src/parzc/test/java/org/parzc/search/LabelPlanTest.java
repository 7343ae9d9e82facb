package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;

/** How a budget of labels is shared out. */
class LabelPlanTest {
  @Test
  void plansShareTheBudgetOut() {
    LabelPlan plan = new LabelPlan(78, 5, LabelPlan.First.RANDOM);
    assertThat(List.of(plan.after(0), plan.after(1), plan.after(2), plan.after(5)))
        .containsExactly(0, 15, 31, 78);
    assertThat(
            List.of(plan.round(0), plan.round(14), plan.round(15), plan.round(77), plan.round(78)))
        .containsExactly(0, 0, 1, 4, 5);
    assertThatThrownBy(() -> new LabelPlan(49, 5, LabelPlan.First.RANDOM))
        .isInstanceOf(InputException.class)
        .hasMessage("found 49 labels in 5 rounds, expected at least 1 round and 10 labels in each");
    assertThatThrownBy(() -> new LabelPlan(49, 0, LabelPlan.First.RANDOM))
        .isInstanceOf(InputException.class);
  }
}
