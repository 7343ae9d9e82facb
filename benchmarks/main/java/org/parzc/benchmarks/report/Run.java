package org.parzc.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.parzc.InputException;

/**
 * What one call of {@code benchmarks/run.sh --json} leaves: JMH's results, and the conditions they
 * were measured under beside them.
 */
record Run(RunConditions conditions, List<JmhResult> results) {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final ObjectReader RESULTS = JSON.readerForListOf(JmhResult.class);
  private static final ObjectReader CONDITIONS =
      JSON.readerFor(RunConditions.class)
          .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  /** A result and where it is from. */
  record Measurement(RunConditions conditions, JmhResult result) {}

  /**
   * Reads JMH's JSON and the conditions beside it.
   *
   * @throws InputException if one of the files is missing or not what it should be
   */
  static Run read(Path file) {
    List<JmhResult> results = read(file, RESULTS, "JMH's results as JSON");
    if (results.isEmpty()) {
      throw new InputException(file + ": found no results, expected at least one");
    }
    return new Run(
        read(RunConditions.beside(file), CONDITIONS, "the provenance that --json writes"), results);
  }

  private static <T> T read(Path file, ObjectReader reader, String expected) {
    if (!Files.isRegularFile(file)) {
      throw new InputException(file + ": no such file, expected " + expected);
    }
    try {
      return reader.readValue(file.toFile());
    } catch (JsonProcessingException e) {
      throw new InputException(file + ": not " + expected + ": " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + e, e);
    }
  }

  /**
   * Returns the results of all runs; where two measured the same, the later one's at the place of
   * the earlier.
   */
  static Collection<Measurement> merged(List<Run> runs) {
    Map<JmhResult.Identity, Measurement> merged = new LinkedHashMap<>();
    for (Run run : runs) {
      run.results.forEach(
          result -> merged.put(result.identity(), new Measurement(run.conditions, result)));
    }
    return merged.values();
  }
}
