package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.parzc.evaluation.Evaluation;
import org.parzc.evaluation.RankQuality;

class EvaluationTableTest {
  private static Evaluation.Row row(String ranker, int budget, double... taus) {
    return new Evaluation.Row(
        ranker,
        budget,
        Arrays.stream(taus)
            .mapToObj(
                tau ->
                    new Evaluation.Result(
                        1,
                        100,
                        new RankQuality(tau, tau / 2, 0.25, 0.5, 0.75, 90 + tau),
                        null,
                        10 * tau,
                        null))
            .toList());
  }

  @Test
  void putsSmallBudgetsFirstAndTheBestRankerOnTop() {
    String table =
        EvaluationTable.of(
                List.of(
                    row("late", 50, 0.9),
                    row("poor", 10, 0.1, 0.3),
                    row("good", 10, 0.7, 0.5),
                    row("none", 10, -0.2)))
            .text();
    assertThat(table.lines().skip(1).map(line -> line.strip().split(" +")[1]))
        .containsExactly("good", "poor", "none", "late");
  }

  @Test
  void showsMeanAndSampleStandardDeviation() {
    assertThat(
            EvaluationTable.of(List.of(row("r", 10, 0.4, 0.6)))
                .text()
                .lines()
                .map(line -> line.strip().split("  +")))
        .containsExactly(
            new String[] {
              "labels",
              "ranker",
              "τ",
              "±",
              "ρ",
              "±",
              "P@1%",
              "±",
              "P@5%",
              "±",
              "P@10",
              "±",
              "best in top 10",
              "seconds"
            },
            new String[] {
              "10", "r", "0.500", "0.141", "0.250", "0.071", "0.250", "0.000", "0.500", "0.000",
              "0.750", "0.000", "90.50", "5.00"
            });
  }

  @Test
  void readsTheSameEverywhere() {
    Locale usual = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);
      assertThat(EvaluationTable.of(List.of(row("r", 10, 0.5))).text())
          .contains("0.500")
          .doesNotContain(",");
    } finally {
      Locale.setDefault(usual);
    }
  }
}
