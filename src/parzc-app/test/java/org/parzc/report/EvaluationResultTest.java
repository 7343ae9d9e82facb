package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.report.page.SamplePages;

/** Evaluations that were printed as JSON, read back. */
class EvaluationResultTest {
  @TempDir Path folder;

  @Test
  void readsWhatWasPrinted() throws IOException {
    String printed = new ObjectMapper().writeValueAsString(SamplePages.evaluation());
    assertThat(printed).contains("\"precisionAt10\":0.5");
    Path file = Files.writeString(folder.resolve("now.json"), printed);
    assertThat(EvaluationTable.of(EvaluationResult.read(file).rows()).data())
        .isEqualTo(EvaluationTable.of(SamplePages.evaluation().rows()).data());
  }

  @Test
  void readsWhatAnEarlierVersionPrinted() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("then.json"),
            new ObjectMapper()
                .writeValueAsString(SamplePages.evaluation())
                .replace("precisionAt10", "precisionAtTopTen"));
    assertThat(EvaluationResult.read(file).rows().get(0).qualities().get(0).precisionAt10())
        .isEqualTo(0.5);
  }
}
