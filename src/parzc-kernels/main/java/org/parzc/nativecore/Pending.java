package org.parzc.nativecore;

/**
 * The result of a kernel on a {@link KernelQueue}, there once the queue was finished.
 *
 * @param <T> what the kernel computes
 */
public interface Pending<T> {
  /**
   * Returns the result; still after the queue was closed.
   *
   * @throws IllegalStateException if the queue was not finished since the kernel was called, or
   *     that failed
   */
  T get();
}
