package org.parzc.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of this program, as Maven built it. */
public final class BuildVersion {
  /** The version. */
  public static final String VERSION = read();

  private BuildVersion() {}

  private static String read() {
    Properties properties = new Properties();
    try (InputStream stream =
        BuildVersion.class.getResourceAsStream("/org/parzc/version.properties")) {
      properties.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties.getProperty("version");
  }
}
