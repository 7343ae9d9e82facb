package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.search.Trial;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;

/** Searches with different seeds, on the terminal with their means, in the file without. */
class TrialTableTest {
  private static final Architecture CELL = new NasBench201().at(0);
  private static final List<Trial> TRIALS =
      List.of(new Trial(1L << 60, CELL, 90, 30, 10, 1.5), new Trial(2, CELL, 91, 30, 10, 2.5));

  @TempDir Path folder;

  @Test
  void meansStandBelow() {
    assertThat(
            TrialTable.withMeans(TRIALS, "accuracy")
                .text()
                .lines()
                .map(line -> line.strip().split("  +")))
        .containsExactly(
            new String[] {"seed", "found", "accuracy", "architectures", "labels", "CPU s"},
            new String[] {"1152921504606846976", CELL.text(), "90.000", "30", "10", "1.50"},
            new String[] {"2", CELL.text(), "91.000", "30", "10", "2.50"},
            new String[] {"mean ± std", "90.500 ± 0.707", "30 ± 0", "10 ± 0", "2.00 ± 0.71"});
  }

  @Test
  void filesHoldTheTrialsAlone() {
    TrialTable.of(TRIALS, "accuracy").writeCsv(folder.resolve("trials.csv"));
    assertThat(folder.resolve("trials.csv"))
        .hasContent(
            """
            seed,architecture,accuracy,architectures,labels,cpu_seconds
            1152921504606846976,%1$s,90.0,30,10,1.5
            2,%1$s,91.0,30,10,2.5
            """
                .formatted(CELL.text()));
  }
}
