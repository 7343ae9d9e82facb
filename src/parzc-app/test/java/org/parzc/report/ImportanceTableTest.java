package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.importance.FeatureGroup;
import org.parzc.importance.NodeImportance;

class ImportanceTableTest {
  @Test
  void sharesArePercentAndTheLossOfTauIsAsItIs() {
    assertThat(
            ImportanceTable.of(
                    new NodeImportance(
                        FeatureGroup.By.NODE,
                        0.8,
                        List.of(
                            new NodeImportance.Row(
                                "network: size", 3, 0.75, 0.0312, 0.5, 1, 0.12346, null),
                            new NodeImportance.Row("stem", 12, 0.25, 0.01, 0.25, 0, -0.00456, 0.0),
                            new NodeImportance.Row("classifier", 8, 0, 0, 0.25, 0, -0.00001, 1.0))))
                .text()
                .lines()
                .map(line -> line.split("  +")))
        .containsExactly(
            new String[] {
              "group", "features", "gradient %", "±", "posterior %", "trees %", "τ lost"
            },
            new String[] {"network: size", "3", "75.0", "3.120", "50.0", "100.0", "0.1235"},
            new String[] {"stem", "12", "25.0", "1.000", "25.0", "0.0", "-0.0046"},
            new String[] {"classifier", "8", "0.0", "0.000", "25.0", "0.0", "0.0000"});
  }
}
