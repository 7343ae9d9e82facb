package org.parzc.report.chart;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Apache ECharts, which draws all charts. */
public final class ECharts {
  /** Its version, which Maven knows. */
  public static final String VERSION = version();

  private static final String PLACE = "/META-INF/resources/webjars/echarts/" + VERSION + "/";

  private ECharts() {}

  private static String version() {
    Properties properties = new Properties();
    try (StringReader reader =
        new StringReader(Resource.text("/org/parzc/report/version.properties"))) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("echarts");
  }

  /** Returns the whole library as a script. */
  public static String script() {
    return Resource.text(PLACE + "dist/echarts.min.js");
  }

  /** Returns the notice and licences that go with every copy. */
  public static String licences() {
    return String.join(
            "\n\n",
            Resource.text(PLACE + "NOTICE").strip(),
            Resource.text(PLACE + "LICENSE").strip(),
            "d3, parts of which are in Apache ECharts:",
            Resource.text(PLACE + "licenses/LICENSE-d3").strip())
        + "\n";
  }
}
