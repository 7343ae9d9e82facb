package org.parzc.extraction;

import java.util.List;
import java.util.function.Consumer;
import org.parzc.space.Architecture;

/**
 * Where architectures are measured: on threads of this process ({@link LocalExtraction}) or on
 * other machines (a {@link ClusterEngine}). Used by one thread.
 */
public interface ExtractionEngine extends AutoCloseable {
  /** Returns where networks run, such as {@code cpu, avx512, 1 thread}. */
  String description();

  /** Returns how many work side by side, such as {@code 2 threads}. */
  String workers();

  /**
   * Measures architectures. One that fails does not stop the others.
   *
   * @param architectures different ones
   * @param consumer takes one outcome of each, on the calling thread, in any order; what it throws
   *     ends the run
   * @throws IllegalArgumentException if an architecture is not of the space that is measured
   * @throws IllegalStateException if the engine is closed
   */
  void run(List<Architecture> architectures, Consumer<ExtractionOutcome> consumer);

  /**
   * Measures architectures that could not be run once more, with as much memory to each as there
   * is; otherwise like {@link #run}.
   */
  default void runAgain(List<Architecture> architectures, Consumer<ExtractionOutcome> consumer) {
    run(architectures, consumer);
  }

  /** Returns where the numbers come from, {@code cpu} or a CUDA device and how it computes. */
  String device();

  /** Gives back what the engine holds. Closing twice is allowed. */
  @Override
  void close();
}
