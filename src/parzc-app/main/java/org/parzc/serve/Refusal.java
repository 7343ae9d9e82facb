package org.parzc.serve;

import java.util.OptionalInt;

/** A request is not answered as asked. The message, one line, is for the client. */
final class Refusal extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final int status;
  private final transient OptionalInt retryAfter;

  private Refusal(int status, String message, OptionalInt retryAfter, Throwable cause) {
    super(message, cause);
    this.status = status;
    this.retryAfter = retryAfter;
  }

  /**
   * @param status of HTTP, 4xx or 5xx
   */
  static Refusal of(int status, String message) {
    return new Refusal(status, message, OptionalInt.empty(), null);
  }

  /**
   * @param cause why the server could not
   */
  static Refusal of(int status, String message, Throwable cause) {
    return new Refusal(status, message, OptionalInt.empty(), cause);
  }

  /**
   * @param seconds when the same request may be answered
   */
  static Refusal forNow(int status, String message, int seconds) {
    return new Refusal(status, message, OptionalInt.of(seconds), null);
  }

  int status() {
    return status;
  }

  OptionalInt retryAfter() {
    return retryAfter;
  }
}
