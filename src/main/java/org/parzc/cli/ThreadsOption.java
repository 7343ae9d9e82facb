package org.parzc.cli;

import org.parzc.InputException;
import picocli.CommandLine.Option;

/** The option that says how many architectures are worked on at a time. */
final class ThreadsOption {
  @Option(names = "--threads", paramLabel = "N",
      description = "Architectures worked on at a time (default: the number of processors). Results do not depend on it.")
  private Integer threads;

  boolean isGiven() {
    return threads != null;
  }

  int count() {
    if (threads == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (threads < 1) {
      throw new InputException("--threads: found %d, expected at least 1".formatted(threads));
    }
    return threads;
  }
}
