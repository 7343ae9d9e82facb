package org.parzc.gpucheck;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * What became of one check.
 *
 * @param name what was checked
 * @param seconds how long it took
 * @param findings what it found, in order
 * @param failure what kept it from going on, in one line; null if it came to its end
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CheckResult(String name, double seconds, List<Finding> findings, String failure) {
  /** Copies the list. */
  public CheckResult {
    findings = List.copyOf(findings);
  }
}
