package org.parzc.serve;

import java.util.Map;

/**
 * What a client gets.
 *
 * @param status of HTTP
 * @param type of the content
 * @param content the body
 * @param headers further headers
 */
record Answer(int status, String type, byte[] content, Map<String, String> headers) {
  private static final String JSON = "application/json";

  /** What clients see of a refusal. */
  private record Failure(String error) {}

  static Answer json(int status, Object value) {
    return json(status, value, Map.of());
  }

  static Answer json(int status, Object value, Map<String, String> headers) {
    return new Answer(status, JSON, JsonText.write(value), headers);
  }

  /**
   * @param message one line
   */
  static Answer failure(int status, String message, Map<String, String> headers) {
    return json(status, new Failure(message), headers);
  }

  static Answer empty(int status, Map<String, String> headers) {
    return new Answer(status, JSON, new byte[0], headers);
  }

  static Answer text(String type, byte[] content) {
    return new Answer(200, type, content, Map.of());
  }
}
