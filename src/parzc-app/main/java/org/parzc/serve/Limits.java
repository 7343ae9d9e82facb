package org.parzc.serve;

import java.time.Duration;
import org.parzc.InputException;

/**
 * How much a server takes on.
 *
 * @param bodyBytes largest body of a request; more is answered with 413
 * @param queue requests with work to do that may wait or be worked on at once; more are answered
 *     with 429
 * @param searches how much searches may ask for
 * @param request time from the arrival of a request to its answer; later it is 504
 * @param stop time that a server which was asked to stop gives to the requests that it has
 */
public record Limits(
    int bodyBytes, int queue, SearchLimits searches, Duration request, Duration stop) {
  /**
   * @throws InputException if a limit is not positive
   */
  public Limits {
    if (bodyBytes < 1 || queue < 1 || !isPositive(request) || !isPositive(stop)) {
      throw new InputException(
          "limits of the server: found %d bytes, %d requests, %d s, %d s to stop, "
                  .formatted(bodyBytes, queue, request.toSeconds(), stop.toSeconds())
              + "expected all to be positive");
    }
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }
}
