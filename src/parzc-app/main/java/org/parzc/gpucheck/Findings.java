package org.parzc.gpucheck;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Collects what a check finds. Thread-safe: a check that takes too long may go on while the others
 * run.
 */
final class Findings {
  private final List<Finding> found = new ArrayList<>();

  private synchronized void add(
      String name, Finding.State state, Double value, String unit, String goal, String note) {
    found.add(new Finding(name, state, value, unit, goal, note));
  }

  /** Takes over what another part of the check found. */
  synchronized void addAll(Findings others) {
    found.addAll(others.all());
  }

  private static Finding.State state(boolean good) {
    return good ? Finding.State.GOOD : Finding.State.FAILED;
  }

  /** Notes a number of which nothing is expected. */
  void measured(String name, double value, String unit) {
    add(name, Finding.State.MEASURED, value, unit, null, null);
  }

  /** Notes a number that should be at least another. */
  void atLeast(String name, double value, String unit, double goal) {
    add(name, state(value >= goal), value, unit, "at least " + number(goal), null);
  }

  /**
   * Notes a number that should be at most another.
   *
   * @param note what else is to be said; may be null
   */
  void atMost(String name, double value, String unit, double goal, String note) {
    add(name, state(value <= goal), value, unit, "at most " + number(goal), note);
  }

  /** Notes whether something is as it should be. */
  void holds(String name, boolean good, String note) {
    add(name, state(good), null, null, null, note);
  }

  /** Notes that something could not be looked at here. */
  void notRun(String name, String why) {
    add(name, Finding.State.NOT_RUN, null, null, null, why);
  }

  /** Returns what was found until now. */
  synchronized List<Finding> all() {
    return List.copyOf(found);
  }

  /** Returns a number for people: whole if it is, else with three significant digits. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    double size = Math.abs(value);
    String format =
        size >= 1000
            ? "%,.0f"
            : size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 0.01 ? "%.3g" : "%.1e";
    return String.format(Locale.ROOT, format, value);
  }
}
