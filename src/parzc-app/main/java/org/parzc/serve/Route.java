package org.parzc.serve;

import java.util.Map;

/**
 * A path and what is done there.
 *
 * @param path template of the path
 * @param method the one method it has
 * @param endpoint answers
 */
record Route(String path, String method, Endpoint endpoint) {
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
