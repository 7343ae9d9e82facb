package org.parzc.cli;

import org.parzc.nativecore.PhysicalMemory;

/**
 * Whether there is memory for the usual work, by what it was measured to take: docs/container.md
 * has the figures.
 *
 * @param bytes what this machine has, or the container that it is confined to
 * @param threads how many networks are run at a time
 */
record MemoryAdvice(long bytes, int threads) {
  private static final long MEGABYTE = 1 << 20;

  /** Java, LibTorch, DuckDB and the rest, without a network. */
  private static final long PROGRAM = 460 * MEGABYTE;

  /** The largest network of NAS-Bench-201 with a batch of 16, on a thread. */
  private static final long NETWORK = 560 * MEGABYTE;

  /** Returns the advice for this process. */
  static MemoryAdvice here() {
    return new MemoryAdvice(PhysicalMemory.bytes(), Runtime.getRuntime().availableProcessors());
  }

  private static long needed(int threads) {
    return PROGRAM + threads * NETWORK;
  }

  /** Returns whether networks of the default size can be run on all threads. */
  boolean isEnough() {
    return bytes >= needed(threads);
  }

  /** Returns one line: what there is, what is needed, and what to do if that is more. */
  String line() {
    return "%s; statistics of networks of the default size need %s on %s%s"
        .formatted(
            PhysicalMemory.text(bytes),
            PhysicalMemory.text(needed(threads)),
            threads == 1 ? "1 thread" : threads + " threads",
            isEnough() ? "" : ": " + remedy());
  }

  private String remedy() {
    long fitting = (bytes - PROGRAM) / NETWORK;
    return fitting >= 1
        ? "give it more, or take --threads " + fitting
        : "give it more, or take smaller networks (--channels, --cells, --batch-size)";
  }
}
