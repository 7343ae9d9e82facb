package org.parzc.benchmarks;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Counts the memory that a body reads, so that the table has a column of gigabytes per second. */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class BytesRead {
  /** Gigabytes (10⁹ bytes) read. */
  public double gigabytes;

  void add(long bytes) {
    gigabytes += bytes * 1e-9;
  }
}
