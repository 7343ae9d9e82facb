package org.parzc.cli;

import picocli.CommandLine.Option;

/** The option that fixes everything random. */
final class SeedOption {
  @Option(
      names = "--seed",
      defaultValue = "0",
      paramLabel = "N",
      description = "Fixes weights, images, splits and rankings (default: ${DEFAULT-VALUE}).")
  long value;
}
