package org.parzc.cli;

import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** The option that says how many architectures are worked on at a time. */
final class ThreadsOption {
  /** More than any machine has processors for. */
  private static final int MOST = 1_024;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description =
          "Architectures worked on at a time (default: the number of processors; where networks run"
              + " on a GPU, at most 16 and what fits its memory). Results do not depend on it.")
  private Integer threads;

  boolean isGiven() {
    return threads != null;
  }

  /** Returns the number that was asked for, if one was. */
  OptionalInt asked() {
    if (threads == null) {
      return OptionalInt.empty();
    }
    Bounds.check("--threads", threads, 1, MOST);
    return OptionalInt.of(threads);
  }

  /** Returns how many threads of the CPU to use. */
  int count() {
    return asked().orElseGet(() -> Runtime.getRuntime().availableProcessors());
  }
}
