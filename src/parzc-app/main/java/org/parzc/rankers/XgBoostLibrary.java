package org.parzc.rankers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.parzc.files.BundledLibrary;
import org.parzc.network.LibTorch;

/**
 * XGBoost's native library, loaded from where {@link BundledLibrary} keeps it, and its loader told
 * so: by itself that copies 18 MB into the temporary directory at every start, and a killed process
 * leaves them there.
 */
final class XgBoostLibrary {
  private static boolean loaded;

  private XgBoostLibrary() {}

  /**
   * Loads the library if that was not done yet. Thread-safe.
   *
   * @throws UncheckedIOException if it cannot be unpacked
   */
  static synchronized void require() {
    // Libraries belong to the class loader that loads them: classes of another one must load their
    // own.
    if (loaded || XGBoost.class.getClassLoader() != BundledLibrary.class.getClassLoader()) {
      return;
    }
    // XGBoost takes the OpenMP that is there; LibTorch brings its own, and a process should have
    // one.
    LibTorch.start();
    try {
      Field initialised =
          Class.forName("ml.dmlc.xgboost4j.java.NativeLibLoader").getDeclaredField("initialized");
      initialised.setAccessible(true);
      if (!initialised.getBoolean(null)) {
        String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        BundledLibrary.load(XGBoost.class, "/lib/linux/" + processor + "/libxgboost4j.so");
        initialised.setBoolean(null, true);
      }
      loaded = true;
    } catch (IOException e) {
      throw new UncheckedIOException("XGBoost's library cannot be unpacked: " + e.getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("XGBoost's loader is not the one that this program knows", e);
    }
  }
}
