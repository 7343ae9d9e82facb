package org.parzc.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_full;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.parzc.files.BundledLibrary;
import org.parzc.nativecore.NativeLibrary;

/** Starts LibTorch once, the way this project uses it. Thread-safe. */
public final class LibTorch {
  static {
    // Settles the allocator before LibTorch allocates; without the library, the first kernel says why it is missing.
    NativeLibrary.isAvailable();
    // A first run would link against a LibTorch of the system, if there is one, unless ours are unpacked before.
    for (String library : List.of("libgomp.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so")) {
      unpack(library);
    }
    Loader.load(torch.class);
    torch.set_num_threads(1);
    // LibTorch's setting does not reach OpenBLAS, whose second thread spins beside each small matrix product.
    openblas_nolapack.blas_set_num_threads(1);
    torch.globalContext().setUserEnabledNNPACK(false);
  }

  private LibTorch() {}

  private static void unpack(String library) {
    if (!BundledLibrary.usesCache()) {
      return;
    }
    try {
      Loader.cacheResource(torch.class, "/org/bytedeco/pytorch/" + Loader.getPlatform() + "/" + library);
    } catch (IOException e) {
      throw new UncheckedIOException("%s cannot be unpacked into the cache of native libraries: %s".formatted(library,
          e.getMessage()), e);
    }
  }

  /**
   * Loads LibTorch if that has not happened yet: our own native library first, which settles the allocator; one
   * thread per network, since parallel networks are faster than a parallel network; NNPACK off, since it warns at each
   * convolution it cannot do.
   */
  public static void start() {
    // The static initialiser does the work, once.
  }

  /** Has CUDA compute in full float32 and with algorithms that give the same bits every time. */
  static void makeCudaDeterministic() {
    torch.globalContext().setAllowTF32CuBLAS(false);
    torch.globalContext().setAllowTF32CuDNN(false);
    torch.globalContext().setBenchmarkCuDNN(false);
    torch.globalContext().setDeterministicCuDNN(true);
  }

  /**
   * Returns whose kernels this processor gets, such as {@code OpenBLAS Zen, LibTorch AVX2}: what the last digits of
   * results depend on.
   */
  public static String kernels() {
    start();
    return "OpenBLAS %s, LibTorch %s".formatted(openblas_full.openblas_get_corename().getString(),
        torch.get_cpu_capability().getString());
  }

  /** Returns the version of LibTorch and of its JavaCPP preset. */
  public static String version() throws IOException {
    return Loader.getVersion("org.bytedeco", "pytorch");
  }
}
