package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.evaluation.PairedComparison;

class ComparisonTableTest {
  private static PairedComparison against(int budget, String name, double difference) {
    return new PairedComparison(
        budget,
        "one",
        name,
        difference,
        difference - 0.1,
        difference + 0.1,
        new PairedComparison.SignTest(3, 1, 1, 0.625));
  }

  @Test
  void putsTheStrongestOpponentOfABudgetFirst() {
    String table =
        ComparisonTable.of(
                List.of(
                    against(50, "late", -0.9),
                    against(10, "weak", 0.3),
                    against(10, "strong", -0.05)))
            .text();
    assertThat(table.lines().map(line -> line.strip().split("  +")))
        .containsExactly(
            new String[] {
              "labels", "ranker", "against", "Δτ", "95 % from", "to", "won", "lost", "p"
            },
            new String[] {"10", "one", "strong", "-0.050", "-0.150", "+0.050", "3", "1", "0.625"},
            new String[] {"10", "one", "weak", "+0.300", "+0.200", "+0.400", "3", "1", "0.625"},
            new String[] {"50", "one", "late", "-0.900", "-1.000", "-0.800", "3", "1", "0.625"});
  }
}
