package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuggestionFileTest {
  @TempDir
  Path folder;

  @Test
  void quotesWhatWouldBreakTheTable() {
    Path file = folder.resolve("next.csv");
    SuggestionFile.write(file, List.of(new SuggestionFile.Suggestion("a", "diverse"),
        new SuggestionFile.Suggestion("conv(3,3)", "uncertain")));
    assertThat(file).hasContent("architecture,reason\na,diverse\n\"conv(3,3)\",uncertain\n");
  }
}
