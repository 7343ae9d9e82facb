package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Suggestions as a file of candidates. */
class SuggestionTableTest {
  @TempDir Path folder;

  @Test
  void quotesWhatWouldBreakTheTable() {
    Path file = folder.resolve("next.csv");
    SuggestionTable.of(
            List.of(
                new SuggestionTable.Suggestion("a", "diverse"),
                new SuggestionTable.Suggestion("conv(3,3)", "uncertain")))
        .writeCsv(file);
    assertThat(file).hasContent("architecture,reason\na,diverse\n\"conv(3,3)\",uncertain\n");
  }
}
