package org.parzc.cli;

import com.google.common.util.concurrent.Uninterruptibles;
import java.util.concurrent.CountDownLatch;

/**
 * Lets work end at its next stop when the process is asked to (Ctrl-C, SIGTERM): the process waits
 * until this is closed, so that results are written and printed.
 */
final class StopRequest implements AutoCloseable {
  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "parzc-stop");

  StopRequest() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void stop() {
    requested.countDown();
    Uninterruptibles.awaitUninterruptibly(done);
  }

  /** Returns whether the process was asked to end. */
  boolean isMade() {
    return requested.getCount() == 0;
  }

  /** Waits until the process is asked to end. */
  void await() {
    Uninterruptibles.awaitUninterruptibly(requested);
  }

  /** Lets the process end. */
  @Override
  public void close() {
    done.countDown();
    if (!isMade()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The request came this moment; the hook no longer waits.
        requested.countDown();
      }
    }
  }
}
