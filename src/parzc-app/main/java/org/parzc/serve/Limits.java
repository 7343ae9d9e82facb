package org.parzc.serve;

import java.time.Duration;
import java.util.stream.Stream;
import org.parzc.InputException;

/**
 * How much a server takes on.
 *
 * @param bodyBytes largest body of a request; more is answered with 413
 * @param queue requests with work to do that may wait or be worked on at once; more are answered
 *     with 429
 * @param searches how much searches may ask for
 * @param connections clients connected at once; more wait until one leaves
 * @param request time from the arrival of a request to its answer; later it is 504
 * @param idle time that a client has for its headers, to take an answer, and between two requests;
 *     then it is cut off
 * @param stop time after which a server that was asked to stop has stopped
 */
public record Limits(
    int bodyBytes,
    int queue,
    SearchLimits searches,
    int connections,
    Duration request,
    Duration idle,
    Duration stop) {
  /**
   * @throws InputException if a limit is not positive
   */
  public Limits {
    if (bodyBytes < 1
        || queue < 1
        || connections < 1
        || !Stream.of(request, idle, stop).allMatch(Limits::isPositive)) {
      throw new InputException(
          "limits of the server: found %d bytes, %d requests, %d connections, "
                  .formatted(bodyBytes, queue, connections)
              + "%d s, %d s idle, %d s to stop, expected all to be positive"
                  .formatted(request.toSeconds(), idle.toSeconds(), stop.toSeconds()));
    }
  }

  private static boolean isPositive(Duration duration) {
    return !duration.isNegative() && !duration.isZero();
  }
}
