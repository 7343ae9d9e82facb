package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.model.RankedArchitecture;
import org.parzc.model.Ranking;
import org.parzc.model.Scores;

/** Rankings as tables and files. */
class RankingTableTest {
  @TempDir Path folder;

  @Test
  void writesTheBestFirstAndEveryDigit() {
    Path file = folder.resolve("ranking.csv");
    RankingTable.of(
            Ranking.of(
                List.of("b", "a", "c"),
                new Scores(new double[] {0.1, 1.0 / 3, 0.1}, new double[] {0.5, 1e-12, 2})))
        .writeCsv(file);
    assertThat(file)
        .hasContent(
            """
            rank,architecture,score,std
            1,a,0.3333333333333333,1.0E-12
            2,b,0.1,0.5
            3,c,0.1,2.0
            """);
  }

  @Test
  void quotesWhatWouldBreakTheTable() {
    Path file = folder.resolve("ranking.csv");
    Ranking ranking = new Ranking(List.of(new RankedArchitecture(1, "conv(3,3)", 1, 0)));
    RankingTable.of(ranking).writeCsv(file);
    assertThat(file).hasContent("rank,architecture,score,std\n1,\"conv(3,3)\",1.0,0.0\n");
    assertThat(RankingTable.read(file)).isEqualTo(ranking);
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    Path file = folder.resolve("no").resolve("ranking.csv");
    assertThatThrownBy(() -> RankingTable.of(new Ranking(List.of())).writeCsv(file))
        .isInstanceOf(InputException.class)
        .hasMessage(file + ": the directory does not exist");
  }
}
