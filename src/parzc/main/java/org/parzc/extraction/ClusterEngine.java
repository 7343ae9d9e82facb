package org.parzc.extraction;

import org.parzc.files.Provenance;
import org.parzc.network.DeviceRequest;

/**
 * Measures architectures on other machines. Implementations have a public constructor without
 * arguments and are found by {@link java.util.ServiceLoader}, named in {@code
 * META-INF/services/org.parzc.extraction.ClusterEngine}; they can be listed where the cluster's
 * software is absent.
 */
public interface ClusterEngine {
  /** Returns the name by which options refer to the engine, lower case without blanks. */
  String name();

  /** Returns whether the cluster's software is on the class path. */
  boolean isAvailable();

  /**
   * Connects to a cluster, if the engine {@linkplain #isAvailable() is available}.
   *
   * @param settings how architectures are measured
   * @param provenance what makes the statistics: results with the same provenance may be mixed
   * @param device where networks run on each machine
   * @param cluster which cluster, and where results are left
   * @throws org.parzc.InputException if the cluster or directory cannot be used, or the space
   *     cannot travel
   */
  ExtractionEngine open(
      ExtractionSettings settings, Provenance provenance, DeviceRequest device, Cluster cluster);
}
