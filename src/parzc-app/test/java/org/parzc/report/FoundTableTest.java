package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.search.Evaluation;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;

/** What searches and repeated searches found, as tables and files. */
class FoundTableTest {
  private static final Architecture CELL = new NasBench201().at(0);

  @TempDir Path folder;

  @Test
  void costsAreShownAsTheyAre() {
    Table table =
        FoundTable.of(List.of(new Evaluation(CELL, 3, 1.0 / 3, 0.12345)), Optional.of("flops"));
    assertThat(table.text().lines().map(line -> line.strip().split("  +")))
        .containsExactly(
            new String[] {"rank", "architecture", "score", "flops"},
            new String[] {"1", CELL.text(), "0.3333", "0.12345"});
    table.writeCsv(folder.resolve("found.csv"));
    assertThat(folder.resolve("found.csv"))
        .hasContent(
            "rank,architecture,score,flops\n1,%s,0.3333333333333333,0.12345\n"
                .formatted(CELL.text()));
  }

  @Test
  void withoutACostThereIsNoColumn() {
    assertThat(FoundTable.of(List.of(), Optional.empty()).text())
        .isEqualTo("rank  architecture  score");
  }
}
