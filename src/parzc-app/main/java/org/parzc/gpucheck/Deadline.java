package org.parzc.gpucheck;

import java.util.concurrent.TimeUnit;

/** The moment at which work is to stop. */
final class Deadline {
  private final long end;

  private Deadline(long end) {
    this.end = end;
  }

  /** Returns the deadline that many seconds from now. */
  static Deadline in(double seconds) {
    return new Deadline(System.nanoTime() + (long) (seconds * TimeUnit.SECONDS.toNanos(1)));
  }

  /** Returns the earlier of this deadline and one that many seconds from now. */
  Deadline orIn(double seconds) {
    return in(Math.min(seconds, secondsLeft()));
  }

  double secondsLeft() {
    return (double) (end - System.nanoTime()) / TimeUnit.SECONDS.toNanos(1);
  }

  boolean isOver() {
    return secondsLeft() <= 0;
  }
}
