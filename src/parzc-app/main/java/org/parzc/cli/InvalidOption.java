package org.parzc.cli;

import org.parzc.labels.InvalidEntries;
import picocli.CommandLine.Option;

/**
 * The option that says what to do with entries of files that are not architectures of the space.
 */
final class InvalidOption {
  @Option(
      names = "--skip-invalid",
      description =
          "Pass over entries of files that are not architectures of the space, and say how many"
              + " there are and what is wrong with the first.")
  private boolean skipped;

  /**
   * @param output is told what was left out
   */
  InvalidEntries entries(Output output) {
    return skipped
        ? InvalidEntries.skipped(line -> output.warn("%s%n", line))
        : InvalidEntries.refused(line -> output.warn("%s%n", line));
  }
}
