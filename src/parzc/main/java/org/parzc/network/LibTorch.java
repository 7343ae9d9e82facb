package org.parzc.network;

import com.google.common.base.Throwables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.javacpp.ClassProperties;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_full;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;
import org.parzc.files.BundledLibrary;
import org.parzc.nativecore.HostProcess;
import org.parzc.nativecore.NativeException;
import org.parzc.nativecore.NativeLibrary;

/** Loads LibTorch, once, and says which it is. Thread-safe. */
public final class LibTorch {
  /** JavaCPP's mark of the artifact for CUDA. */
  private static final String CUDA_EXTENSION = "-gpu";

  /** How JavaCPP's complaint begins where the class path has nothing for CUDA. */
  private static final String NO_GLUE = "Could not find jni";

  /** Settings of cuBLAS's workspace with which LibTorch takes it for deterministic. */
  private static final Set<String> DETERMINISTIC_CUBLAS = Set.of(":4096:8", ":16:8");

  private static final AtomicBoolean CUDA_STARTED = new AtomicBoolean();

  static {
    // Before LibTorch allocates, for the allocator's settings. Without the library, the first
    // kernel says why it is
    // missing.
    NativeLibrary.isAvailable();
    // Beside the others before the first is loaded, since each looks for the next there.
    for (String library : List.of("libgomp.so.1", "libc10.so", "libtorch_cpu.so", "libtorch.so")) {
      unpack(library);
    }
    loadBeforeOthersOfTheirNames();
    Loader.load(torch.class);
    HostProcess.whenSet(HostProcess.Setting.REPEATABLE_LIBTORCH, ProcessState::keepCpu);
  }

  private LibTorch() {}

  /**
   * Loads ours by their places, so that libraries that need them by name find them loaded. By name,
   * LD_LIBRARY_PATH comes before the folder where ours lie, and may well have those of another
   * PyTorch.
   */
  private static void loadBeforeOthersOfTheirNames() {
    Loader.load(openblas_nolapack.class);
    for (String library : List.of("gomp@.1", "c10", "torch_cpu")) {
      try {
        load(library);
      } catch (UnsatisfiedLinkError e) {
        // It needs a library of CUDA that JavaCPP finds elsewhere, or not at all: it tries again,
        // and says so.
        return;
      }
    }
  }

  private static void load(String library) {
    ClassProperties properties = Loader.loadProperties(torch.class, Loader.loadProperties(), true);
    Loader.loadLibrary(torch.class, Loader.findLibrary(torch.class, properties, library), library);
  }

  /**
   * Loads LibTorch's part for CUDA: later, a library that is not there would be an error in
   * mid-run.
   *
   * @throws NativeException if this LibTorch has none, or with the loader's words if it cannot be
   *     loaded
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
    if (!CUDA_STARTED.getAndSet(true)) {
      HostProcess.whenSet(HostProcess.Setting.REPEATABLE_LIBTORCH, ProcessState.CUDA::begin);
    }
  }

  /**
   * The artifact for CUDA has another folder, and goes first where both are there, as JavaCPP has
   * it.
   */
  private static void unpack(String library) {
    if (!BundledLibrary.usesCache()) {
      return;
    }
    try {
      for (String extension : List.of(CUDA_EXTENSION, "")) {
        String resource =
            "/org/bytedeco/pytorch/" + Loader.getPlatform() + extension + "/" + library;
        if (Loader.cacheResource(torch.class, resource) != null) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s cannot be unpacked into the cache of native libraries: %s"
              .formatted(library, e.getMessage()),
          e);
    }
  }

  /**
   * Loads LibTorch if that has not happened yet, our own native library before it. Leaves
   * LibTorch's settings as they are, but for those that {@link HostProcess} was asked for; what our
   * work needs is set inside a {@link DeviceScope}.
   */
  public static void start() {
    // The static initialiser does the work, once.
  }

  /** Returns whether the environment gave cuBLAS workspaces of its own before the process began. */
  static boolean hasOwnCublasWorkspaces() {
    return DETERMINISTIC_CUBLAS.contains(
        System.getenv().getOrDefault("CUBLAS_WORKSPACE_CONFIG", ""));
  }

  /**
   * Returns whose kernels this processor gets, such as {@code OpenBLAS Zen, LibTorch AVX2}: what
   * the last digits of results depend on.
   */
  public static String kernels() {
    start();
    return "OpenBLAS %s, LibTorch %s"
        .formatted(
            openblas_full.openblas_get_corename().getString(),
            torch.get_cpu_capability().getString());
  }

  /** Returns the version of LibTorch and of its JavaCPP preset. */
  public static String version() throws IOException {
    return Loader.getVersion("org.bytedeco", "pytorch");
  }
}
