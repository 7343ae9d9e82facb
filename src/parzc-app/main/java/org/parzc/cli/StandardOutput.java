package org.parzc.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A stream for results that keeps in mind why it could not be written to; writers on top of it,
 * which swallow that, say that it happened.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream target;
  private IOException failure;

  StandardOutput(OutputStream target) {
    this.target = target;
  }

  /**
   * Returns what was wrong, in words; nothing if all was written, or if whoever read it (such as
   * {@code head}) had seen enough.
   */
  synchronized Optional<String> failure() {
    return Optional.ofNullable(failure)
        .map(IOException::getMessage)
        .filter(message -> !message.equals("Broken pipe"));
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int length) throws IOException {
    try {
      target.write(bytes, from, length);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    target.flush();
  }
}
