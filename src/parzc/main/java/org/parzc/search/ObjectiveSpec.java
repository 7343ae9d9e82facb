package org.parzc.search;

/**
 * The objective of a {@link SearchSpec}, as text; {@link Objectives} makes sense of it.
 *
 * @param text a kind of objective, and its argument after a colon if the kind takes one: {@code
 *     proxy:nwot}
 * @param ucbWeight κ of a predictor's upper confidence bound, mean + κ · std; 0 for the mean alone
 * @param draws draws from the posterior for the standard deviation, at least 1
 */
public record ObjectiveSpec(String text, double ucbWeight, int draws) {
  /**
   * The text of an objective that the search trains on the way, on labels that it acquires within a
   * budget.
   */
  public static final String TRAINED_ON_THE_WAY = "mabn";

  /** Draws of a search that asks for no other number. */
  public static final int USUAL_DRAWS = 16;

  /** More draws take longer than anyone waits. */
  private static final int MOST_DRAWS = 10_000;

  /**
   * @throws SpecException if the weight or the draws are out of range
   */
  public ObjectiveSpec {
    if (ucbWeight < 0 || !Double.isFinite(ucbWeight)) {
      throw SpecException.of(
          "%s: found %s, expected at least 0", SpecException.part("optimism"), ucbWeight);
    }
    SpecException.requireWithin("draws", draws, 1, MOST_DRAWS);
  }

  /** Returns what stands before the colon, or everything if there is none. */
  String kind() {
    return text.split(":", 2)[0];
  }

  /** Returns what stands after the colon; empty if there is none. */
  String argument() {
    return text.contains(":") ? text.substring(text.indexOf(':') + 1) : "";
  }

  /** Returns whether the search is to train it on labels that it acquires. */
  public boolean isTrainedOnTheWay() {
    return text.equals(TRAINED_ON_THE_WAY);
  }
}
