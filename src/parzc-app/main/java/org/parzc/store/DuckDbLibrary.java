package org.parzc.store;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import org.duckdb.DuckDBDriver;
import org.parzc.files.BundledLibrary;

/**
 * DuckDB's native library, loaded from where {@link BundledLibrary} keeps it. The driver has no
 * setting for that: the initialiser of its class of native methods copies 61 MB into the temporary
 * directory at every start, and a killed process leaves them there. So that class is defined here
 * first, as it is but for the name of its initialiser.
 */
final class DuckDbLibrary {
  private static final String NATIVE_METHODS = "org/duckdb/DuckDBNative.class";
  private static final byte[] INITIALISER = "<clinit>".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NEVER_CALLED = "unpacked".getBytes(StandardCharsets.US_ASCII);

  private static boolean defined;
  private static boolean loaded;

  private DuckDbLibrary() {}

  /**
   * Loads the library if that was not done yet. Thread-safe.
   *
   * @throws UncheckedIOException if it cannot be unpacked
   */
  static synchronized void require() {
    // Libraries belong to the class loader that loads them: a driver of another one must load its
    // own.
    if (loaded || DuckDBDriver.class.getClassLoader() != BundledLibrary.class.getClassLoader()) {
      return;
    }
    try {
      defined = defined || define();
      if (defined) {
        String processor = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        BundledLibrary.load(DuckDBDriver.class, "/libduckdb_java.so_linux_" + processor);
      }
      loaded = true;
    } catch (IOException e) {
      throw new UncheckedIOException("DuckDB's library cannot be unpacked: " + e.getMessage(), e);
    }
  }

  /**
   * Defines the class of native methods; returns false if someone in this process used the driver
   * before.
   */
  private static boolean define() throws IOException {
    byte[] code;
    try (InputStream in = DuckDBDriver.class.getClassLoader().getResourceAsStream(NATIVE_METHODS)) {
      code = in.readAllBytes();
    }
    System.arraycopy(NEVER_CALLED, 0, code, Bytes.indexOf(code, INITIALISER), NEVER_CALLED.length);
    try {
      MethodHandles.privateLookupIn(DuckDBDriver.class, MethodHandles.lookup()).defineClass(code);
      return true;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("DuckDB's driver lies in a module that is closed", e);
    } catch (LinkageError e) {
      return false;
    }
  }
}
