package org.parzc.gpucheck;

/** One thing to check of a device. */
interface Check {
  /** Returns what is checked, in a few words. */
  String name();

  /** Returns how many seconds it may take. */
  int seconds();

  /**
   * Checks it.
   *
   * @param findings takes what was found, as soon as it is known
   * @param deadline when to stop with what has been done
   * @throws Exception what kept it from going on; that is a failure
   */
  void run(Findings findings, Deadline deadline) throws Exception;
}
