package org.parzc.serve;

import java.time.Duration;

/**
 * When the answer to a request is due.
 *
 * @param nanoTime on the clock of {@link System#nanoTime}
 */
record Deadline(long nanoTime) {
  /** Work that nobody waits for may take a century. */
  private static final Duration NEVER = Duration.ofDays(36_500);

  /** Returns the deadline of a request that arrives now. */
  static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** Returns the deadline of work that nobody waits for. */
  static Deadline never() {
    return after(NEVER);
  }

  /** Returns how many nanoseconds are left; none or fewer if it is late. */
  long remaining() {
    return nanoTime - System.nanoTime();
  }
}
