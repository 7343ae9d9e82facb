package org.parzc.gpucheck;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all checks found of a device.
 *
 * @param device what was checked, as the native library calls it
 * @param version version of the program
 * @param seconds how long it took
 * @param checks the checks, in order
 */
public record GpuReport(String device, String version, double seconds, List<CheckResult> checks) {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /** Copies the list. */
  public GpuReport {
    checks = List.copyOf(checks);
  }

  /** Returns whatever is not as it should be, one line each, in order. */
  @JsonIgnore
  public List<String> failures() {
    List<String> failures = new ArrayList<>();
    for (CheckResult check : checks) {
      check.findings().stream()
          .filter(finding -> finding.state() == Finding.State.FAILED)
          .forEach(finding -> failures.add(line(check.name(), finding)));
      if (check.failure() != null) {
        failures.add(check.name() + ": " + check.failure());
      }
    }
    return failures;
  }

  private static String line(String check, Finding finding) {
    String outcome = outcome(finding);
    return check + ": " + finding.name() + (outcome.isEmpty() ? "" : ": " + outcome);
  }

  /**
   * Returns what was found as a phrase, such as {@code 71 % (at least 80)}; empty if there is
   * nothing to add.
   */
  public static String outcome(Finding finding) {
    String rest =
        Stream.of(finding.goal(), finding.note())
            .filter(Objects::nonNull)
            .collect(Collectors.joining("; "));
    String value = value(finding);
    return value.isEmpty() || rest.isEmpty() ? value + rest : "%s (%s)".formatted(value, rest);
  }

  /** Returns the number that was found with its unit; empty if there is none. */
  public static String value(Finding finding) {
    return finding.value() == null
        ? ""
        : Findings.number(finding.value()) + (finding.unit() == null ? "" : " " + finding.unit());
  }

  /** Returns everything for programs. */
  public String json() {
    try {
      return MAPPER.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
