package org.parzc.network;

import java.util.function.Supplier;

/**
 * Settings of the whole process that hold while anything runs that needs them: made when the first
 * begins, put back as they were found when the last has ended. Thread-safe.
 */
final class ScopedSettings {
  private final Supplier<Runnable> settings;
  private int running;
  private Runnable restore;

  /**
   * @param settings makes the settings and returns what puts back those that it found
   */
  ScopedSettings(Supplier<Runnable> settings) {
    this.settings = settings;
  }

  /** Begins something that needs the settings; they hold when this returns. */
  synchronized void begin() {
    if (running == 0) {
      restore = settings.get();
    }
    running++;
  }

  /** Ends what was begun. Once for each {@link #begin}. */
  synchronized void end() {
    running--;
    if (running == 0) {
      restore.run();
    }
  }
}
