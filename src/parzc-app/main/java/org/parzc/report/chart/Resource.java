package org.parzc.report.chart;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Text that is part of the program. */
public final class Resource {
  private Resource() {}

  /** Returns a resource by its absolute path, as UTF-8. */
  public static String text(String path) {
    try (InputStream stream = Resource.class.getResourceAsStream(path)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
