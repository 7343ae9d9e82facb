package org.parzc.network;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_full;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;
import org.parzc.files.BundledLibrary;
import org.parzc.nativecore.NativeException;
import org.parzc.nativecore.NativeLibrary;

/** Starts LibTorch once, the way this project uses it. Thread-safe. */
public final class LibTorch {
  /** JavaCPP's mark of the artifact for CUDA. */
  private static final String CUDA_EXTENSION = "-gpu";
  /** How JavaCPP's complaint begins where the class path has nothing for CUDA. */
  private static final String NO_GLUE = "Could not find jni";
  /** Settings of cuBLAS's workspace with which LibTorch takes it for deterministic. */
  private static final Set<String> DETERMINISTIC_CUBLAS = Set.of(":4096:8", ":16:8");

  static {
    // Settles the allocator before LibTorch allocates; without the library, the first kernel says why it is missing.
    NativeLibrary.isAvailable();
    // Beside the others before the first is loaded, since each looks for the next there.
    for (String library : List.of("libgomp.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so")) {
      unpack(library);
    }
    loadBeforeOthersOfTheirNames();
    Loader.load(torch.class);
    torch.set_num_threads(1);
    // LibTorch's setting does not reach OpenBLAS, whose second thread spins beside each small matrix product.
    openblas_nolapack.blas_set_num_threads(1);
    torch.globalContext().setUserEnabledNNPACK(false);
  }

  private LibTorch() {}

  /**
   * Loads ours by their places, so that libraries that need them by name find them loaded. By name, LD_LIBRARY_PATH
   * comes before the folder where ours lie, and may well have those of another PyTorch.
   */
  private static void loadBeforeOthersOfTheirNames() {
    Loader.load(openblas_nolapack.class);
    for (String library : List.of("gomp@.1", "c10", "torch_cpu")) {
      try {
        load(library);
      } catch (UnsatisfiedLinkError e) {
        // It needs a library of CUDA that JavaCPP finds elsewhere, or not at all: it tries again, and says so.
        return;
      }
    }
  }

  private static void load(String library) {
    ClassProperties properties = Loader.loadProperties(torch.class, Loader.loadProperties(), true);
    Loader.loadLibrary(torch.class, Loader.findLibrary(torch.class, properties, library), library);
  }

  /**
   * Loads LibTorch's part for CUDA: later, a library that is not there would be an error in mid-run.
   *
   * @throws NativeException if this LibTorch has none, or with the loader's words if it cannot be loaded
   */
  static void startCuda() {
    try {
      Loader.load(torch_cuda.class);
      if (!torch.cuda_is_available()) {
        // JavaCPP went on without a library that did not load; once more, to hear why.
        List.of("c10_cuda", "torch_cuda").forEach(LibTorch::load);
      }
    } catch (LinkageError e) {
      String reason = String.valueOf(Throwables.getRootCause(e).getMessage());
      if (!reason.startsWith(NO_GLUE)) {
        throw new NativeException("LibTorch's part for CUDA cannot be loaded: " + reason, e);
      }
    }
    if (!torch.cuda_is_available()) {
      throw new NativeException("this LibTorch has no CUDA: build with -Pcuda");
    }
    makeCudaDeterministic();
  }

  /** The artifact for CUDA has another folder, and goes first where both are there, as JavaCPP has it. */
  private static void unpack(String library) {
    if (!BundledLibrary.usesCache()) {
      return;
    }
    try {
      for (String extension : List.of(CUDA_EXTENSION, "")) {
        String resource = "/org/bytedeco/pytorch/" + Loader.getPlatform() + extension + "/" + library;
        if (Loader.cacheResource(torch.class, resource) != null) {
          return;
        }
      }
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

  /**
   * Has CUDA compute in full float32, and with algorithms that give the same bits every time where LibTorch has such.
   * cuBLAS repeats itself on several streams only with workspaces of its own, which the environment must have asked for
   * before the process began, as {@code parzc} does; LibTorch would warn at each matrix product otherwise.
   */
  private static void makeCudaDeterministic() {
    Context context = torch.globalContext();
    context.setAllowTF32CuBLAS(false);
    context.setAllowTF32CuDNN(false);
    context.setBenchmarkCuDNN(false);
    context.setDeterministicCuDNN(true);
    // Memory that nobody wrote is not read: filling it with NaN would be a launch for each tensor.
    context.setDeterministicFillUninitializedMemory(false);
    if (DETERMINISTIC_CUBLAS.contains(System.getenv().getOrDefault("CUBLAS_WORKSPACE_CONFIG", ""))) {
      context.setDeterministicAlgorithms(true, true);
    }
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
