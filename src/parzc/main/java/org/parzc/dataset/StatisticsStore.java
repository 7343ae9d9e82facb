package org.parzc.dataset;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NonFinite;

/**
 * A durable store of the statistics of architectures. An architecture is there whole or not at all,
 * whenever the process dies; what {@link #add} returned from stays. Used by one process at a time,
 * or by several that cannot write it, and thread-safe there.
 */
public interface StatisticsStore extends AutoCloseable {
  /** Returns the texts of the architectures whose statistics are there. */
  Set<String> architectures();

  /**
   * Returns the statistics of some architectures, in the order given.
   *
   * @throws org.parzc.InputException if one of them is not there
   */
  List<ArchitectureStatistics> read(Collection<String> architectures);

  /**
   * Returns why nothing can be added, as what follows the store's name in a message: {@code cannot
   * be written}; empty if something can.
   */
  Optional<String> readOnly();

  /**
   * Adds an architecture, and takes back its failure if it had one. On disk, where there is one,
   * once this returns.
   *
   * @throws IllegalArgumentException if the architecture is there already, or has a statistic or
   *     proxy that is not among those the store is for
   * @throws org.parzc.InputException if the store is {@linkplain #readOnly() read-only}
   */
  void add(ArchitectureStatistics statistics);

  /**
   * Notes that an architecture could not be run.
   *
   * @param architecture its text
   * @param message why, in one line
   */
  void addFailure(String architecture, String message);

  /**
   * Says where the architectures that will be added were measured. Numbers of a CPU and of a GPU
   * differ by more than rounding does on either, so a store has one kind.
   *
   * @param device its kind, {@code cpu} or {@code cuda}, and what else is known of it after a comma
   * @throws org.parzc.InputException if the store has architectures that were measured on another
   *     kind
   */
  void requireDevice(String device);

  /** Returns where numbers are not finite. */
  NonFinite nonFinite();

  /** Lets go of the store. Closing twice is allowed. */
  @Override
  void close();
}
