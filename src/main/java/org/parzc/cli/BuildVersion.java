package org.parzc.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version that Maven built. */
final class BuildVersion {
  static final String VERSION = read();

  private BuildVersion() {}

  private static String read() {
    Properties properties = new Properties();
    try (InputStream stream = BuildVersion.class.getResourceAsStream("/org/parzc/version.properties")) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
