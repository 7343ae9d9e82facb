package org.parzc.serve;

import java.util.Map;

/**
 * What is done at a path by a method.
 *
 * @param path template of the path
 * @param method of HTTP
 * @param endpoint answers
 * @param isOpen whether it is answered without a token
 */
record Route(String path, String method, Endpoint endpoint, boolean isOpen) {
  /** A path that wants a token, where the server has one. */
  Route(String path, String method, Endpoint endpoint) {
    this(path, method, endpoint, false);
  }

  /** Returns a path to get that wants no token. */
  static Route open(String path, Endpoint endpoint) {
    return new Route(path, "GET", endpoint, true);
  }

  /**
   * A request that may be answered.
   *
   * @param body whole
   * @param parameters of the path and the query
   * @param deadline when the answer is due
   */
  record Call(byte[] body, Map<String, String> parameters, Deadline deadline) {}

  /** Answers requests; on several threads at once. */
  @FunctionalInterface
  interface Endpoint {
    /**
     * Returns the answer.
     *
     * @throws org.parzc.InputException if the request is wrong
     * @throws Refusal if it is not answered for another reason
     */
    Answer answer(Call call);
  }

  /** Returns whether requests bring a body, and work. */
  boolean isWork() {
    return method.equals("POST");
  }
}
