package org.parzc.space;

/** A text that is not an architecture of its space. */
public final class ArchitectureSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;
  private final int column;

  /**
   * @param column where the offence starts, counted from 1
   * @param message what was found and what was expected
   */
  public ArchitectureSyntaxException(int column, String message) {
    super(message);
    this.column = column;
  }

  /** Returns where the offence starts in the text, counted from 1. */
  public int column() {
    return column;
  }
}
