package org.parzc.store;

/**
 * The store failed for a reason that the user's input does not explain; the cause is what DuckDB
 * said.
 */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message which store, and what was said
   * @param cause the database's exception
   */
  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
