package org.parzc.report.page;

import java.util.List;
import java.util.Map;

/**
 * A report.
 *
 * @param title its heading
 * @param sections its parts
 * @param provenance where the numbers come from
 */
public record Page(String title, List<Section> sections, List<Facts> provenance) {
  /**
   * How some of the numbers were made.
   *
   * @param title which numbers
   * @param facts names and values, such as command, seed, versions and device
   */
  public record Facts(String title, Map<String, String> facts) {}

  /** Copies the lists. */
  public Page {
    sections = List.copyOf(sections);
    provenance = List.copyOf(provenance);
  }
}
