package org.parzc;

import org.junit.jupiter.api.extension.Extension;
import org.parzc.nativecore.HostProcess;

/** Gives the process of the tests to our work, as our programs do; found by JUnit itself. */
public final class DedicatedProcess implements Extension {
  /** Asks for it. */
  public DedicatedProcess() {
    HostProcess.dedicate();
  }
}
