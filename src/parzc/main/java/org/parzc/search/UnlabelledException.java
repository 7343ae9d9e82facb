package org.parzc.search;

/** The label of one architecture cannot be had; those of others may. */
public final class UnlabelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what went wrong, in one line
   */
  public UnlabelledException(String message) {
    super(message);
  }
}
