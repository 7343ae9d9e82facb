package org.parzc.cli;

import java.util.Locale;
import org.parzc.InputException;

/** Checks of numbers that options give. */
final class Bounds {
  /** More repetitions of anything take longer than anyone waits. */
  static final int REPETITIONS = 10_000;

  /** More architectures would not fit into memory together with their statistics. */
  static final int ARCHITECTURES = 10_000_000;

  private Bounds() {}

  /**
   * @throws InputException that names the option, if the number is smaller or larger
   */
  static void check(String option, long found, long least, long most) {
    if (found < least) {
      throw new InputException(
          "%s: found %d, expected at least %d".formatted(option, found, least));
    }
    checkMost(option, found, most);
  }

  /**
   * @throws InputException that names the option, if the number is larger; something else says what
   *     it is at least
   */
  static void checkMost(String option, long found, long most) {
    if (found > most) {
      throw new InputException(
          String.format(Locale.ROOT, "%s: found %d, expected at most %,d", option, found, most));
    }
  }
}
