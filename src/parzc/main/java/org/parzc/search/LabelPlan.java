package org.parzc.search;

import org.parzc.InputException;

/**
 * The label budget of an {@link OnlineSearch}, and the rounds that it is spent in.
 *
 * @param budget labels in all
 * @param rounds rounds of acquisition, of about equally many
 * @param first how those of the first round are chosen, when nothing is known yet
 */
public record LabelPlan(int budget, int rounds, First first) {
  /** Fewer labels say nothing about an order. */
  private static final int FEWEST = 10;

  /** How to choose when there are no labels. */
  public enum First {
    /** Drawn from the space: their statistics are needed only later. */
    RANDOM,
    /** Unlike each other, of ten times as many random ones, which are all measured for that. */
    DIVERSE
  }

  /**
   * @throws InputException if there are fewer than 10 labels in the first round, or no round
   */
  public LabelPlan {
    if (rounds < 1 || budget / rounds < FEWEST) {
      throw new InputException(
          "found %d labels in %d rounds, expected at least 1 round and %d labels in each"
              .formatted(budget, rounds, FEWEST));
    }
  }

  /** Returns the number of labels after so many rounds. */
  int after(int done) {
    return (int) ((long) budget * done / rounds);
  }

  /**
   * Returns the round, from 0, in which the next label is taken; {@link #rounds} if all are there.
   */
  int round(int labels) {
    int round = 0;
    while (round < rounds && labels >= after(round + 1)) {
      round++;
    }
    return round;
  }
}
