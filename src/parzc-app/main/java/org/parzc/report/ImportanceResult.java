package org.parzc.report;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.nio.file.Path;
import java.util.Map;
import org.parzc.importance.NodeImportance;

/**
 * An importance study and where it came from.
 *
 * @param provenance how it was made
 * @param budget number of labels that were trained on
 * @param importance what came out
 */
public record ImportanceResult(
    Map<String, String> provenance, int budget, @JsonUnwrapped NodeImportance importance) {
  /**
   * @throws IllegalArgumentException if something is missing
   */
  public ImportanceResult {
    if (provenance == null || importance == null) {
      throw new IllegalArgumentException("found no provenance or no groups");
    }
  }

  /**
   * Reads what {@code parzc importance --json} prints.
   *
   * @throws org.parzc.InputException if the file cannot be read or is something else
   */
  public static ImportanceResult read(Path file) {
    return ResultFile.read(file, ImportanceResult.class, "importance");
  }
}
