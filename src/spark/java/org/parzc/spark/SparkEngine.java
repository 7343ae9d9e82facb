package org.parzc.spark;

import java.util.Map;
import org.parzc.network.DeviceRequest;
import org.parzc.statistics.Cluster;
import org.parzc.statistics.ClusterEngine;
import org.parzc.statistics.ExtractionEngine;
import org.parzc.statistics.ExtractionSettings;

/** The engine called {@code spark}. Names no class of Spark's, so that it can be listed where Spark is absent. */
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
  public ExtractionEngine open(ExtractionSettings settings, Map<String, String> provenance, DeviceRequest device,
      Cluster cluster) {
    return SparkExtraction.open(settings, provenance, device, cluster);
  }
}
