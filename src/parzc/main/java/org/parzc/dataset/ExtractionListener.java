package org.parzc.dataset;

import java.util.Map;
import org.parzc.extraction.ExtractionEngine;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.statistics.NonFinite;

/**
 * Told what an {@link ExampleStore} does to get at statistics. Called by the thread that asked for
 * them; does nothing unless a method is overridden.
 */
public interface ExtractionListener {
  /** Is told everything and says nothing. */
  ExtractionListener NONE = new ExtractionListener() {};

  /**
   * Some architectures are in the store.
   *
   * @param store name of the store
   * @param present how many
   * @param asked of so many that were asked for
   */
  default void skipped(String store, int present, int asked) {}

  /**
   * The statistics of some architectures are those of others in the store that have the same
   * network.
   *
   * @param store name of the store
   * @param networks how many networks
   */
  default void shared(String store, int networks) {}

  /**
   * Networks are about to be run.
   *
   * @param settings how
   * @param engine where
   * @param networks how many
   */
  default void started(ExtractionSettings settings, ExtractionEngine engine, int networks) {}

  /** One network was run, or could not be. */
  default void ran() {}

  /**
   * Networks that could not be run are tried once more.
   *
   * @param store name of the store
   * @param networks how many
   */
  default void retried(String store, int networks) {}

  /** All networks were run, or the work ends by an exception; comes once after {@link #started}. */
  default void ended() {}

  /**
   * All that was missing was extracted, but for what could not be run.
   *
   * @param store name of the store
   * @param summary what was done
   */
  default void finished(String store, Summary summary) {}

  /**
   * An extraction.
   *
   * @param architectures architectures extracted
   * @param networks networks run for them, or tried
   * @param seconds wall time
   * @param workers how many worked side by side, such as {@code 2 threads}
   * @param absent statistic or proxy to the number of architectures whose network does not tell it
   * @param nonFinite where the numbers in the store are not finite
   */
  record Summary(
      int architectures,
      int networks,
      double seconds,
      String workers,
      Map<String, Integer> absent,
      NonFinite nonFinite) {}
}
