package org.parzc.cli;

import picocli.CommandLine.Option;

/** The option that says how many architectures are worked on at a time. */
final class ThreadsOption {
  /** More than any machine has processors for. */
  private static final int MOST = 1_024;

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
    Bounds.check("--threads", threads, 1, MOST);
    return threads;
  }
}
