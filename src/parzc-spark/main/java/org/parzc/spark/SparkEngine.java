package org.parzc.spark;

import org.parzc.extraction.Cluster;
import org.parzc.extraction.ClusterEngine;
import org.parzc.extraction.ExtractionEngine;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.files.Provenance;
import org.parzc.network.DeviceRequest;

/**
 * The engine called {@code spark}. Names no class of Spark's, so that it can be listed where Spark
 * is absent.
 */
public final class SparkEngine implements ClusterEngine {
  @Override
  public String name() {
    return "spark";
  }

  @Override
  public boolean isAvailable() {
    try {
      Class.forName("org.apache.spark.sql.SparkSession", false, SparkEngine.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  @Override
  public ExtractionEngine open(
      ExtractionSettings settings, Provenance provenance, DeviceRequest device, Cluster cluster) {
    return SparkExtraction.open(settings, provenance, device, cluster);
  }
}
