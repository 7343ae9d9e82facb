package org.parzc.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.parzc.files.BuildVersion;
import org.parzc.nativecore.NativeLibrary;
import org.parzc.network.Device;
import org.parzc.network.LibTorch;

/** What runs here, by name. */
final class Installation {
  private Installation() {}

  /** Returns the versions of the program and what it stands on. */
  static Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("parzc", BuildVersion.VERSION);
    facts.put(
        "java",
        System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vm.name"));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
    facts.put("processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
    facts.put(
        "native core",
        NativeLibrary.isAvailable()
            ? NativeLibrary.version() + ", instruction set " + Device.instructionSet()
            : "missing: " + NativeLibrary.failure().orElseThrow());
    try {
      facts.put("javacpp", Loader.getVersion());
      facts.put("libtorch", LibTorch.version() + ", one thread per network");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return facts;
  }
}
