package org.parzc.blueprint;

/**
 * A layer cannot read what those before it write, for images or sizes like these, or cannot be
 * counted.
 */
public final class MisfitException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what does not fit
   * @param cause what found out
   */
  public MisfitException(String message, Throwable cause) {
    super(message, cause);
  }
}
