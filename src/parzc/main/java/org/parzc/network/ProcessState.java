package org.parzc.network;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.Float32Backend;
import org.bytedeco.pytorch.global.torch.Float32Op;
import org.bytedeco.pytorch.global.torch.Float32Precision;
import org.parzc.nativecore.HostProcess;
import org.parzc.nativecore.NativeLibrary;

/**
 * What our results depend on of LibTorch's state that belongs to the whole process, or to the
 * calling thread: set while our work runs, and put back afterwards, unless {@link HostProcess} was
 * asked to have it for good. Needs LibTorch to be loaded. Thread-safe.
 */
final class ProcessState {
  /** OpenBLAS's threads and NNPACK. */
  static final ScopedSettings CPU = new ScopedSettings(ProcessState::setCpu);

  /** How CUDA computes. */
  static final ScopedSettings CUDA = new ScopedSettings(ProcessState::setCuda);

  /** The library whose OpenMP LibTorch's operations run on. */
  private static final String LIBTORCH = "libtorch_cpu.so";

  private static final Float32Op[] CUDA_OPERATIONS = {
    Float32Op.MATMUL, Float32Op.CONV, Float32Op.RNN
  };

  private ProcessState() {}

  /** Sets what LibTorch has for the CPU, for good. */
  static void keepCpu() {
    torch.set_num_threads(1);
    CPU.begin();
  }

  /**
   * Has the calling thread compute with one thread to a call: parallel networks are faster than a
   * parallel network, and on how many threads a sum is cut into its last digits depend. LibTorch's
   * own setting would reach threads of the host that use LibTorch for the first time meanwhile;
   * OpenMP's is of the calling thread alone.
   *
   * @return gives the thread back what it had
   */
  static Runnable oneThread() {
    // Asked for first: a thread's first question makes LibTorch set what it has by default.
    int before = torch.get_num_threads();
    if (before == 1) {
      return () -> {};
    }
    NativeLibrary.setOpenMpThreads(LIBTORCH, 1);
    return () -> NativeLibrary.setOpenMpThreads(LIBTORCH, before);
  }

  /**
   * One thread in OpenBLAS, which LibTorch's setting does not reach, and whose second thread spins
   * beside each small matrix product; no NNPACK, which warns at each convolution that it cannot do.
   */
  private static Runnable setCpu() {
    Context context = torch.globalContext();
    int threads = openblas_nolapack.blas_get_num_threads();
    boolean nnpack = context.userEnabledNNPACK();
    openblas_nolapack.blas_set_num_threads(1);
    context.setUserEnabledNNPACK(false);
    return () -> {
      openblas_nolapack.blas_set_num_threads(threads);
      context.setUserEnabledNNPACK(nnpack);
    };
  }

  /**
   * Full float32, and algorithms that give the same bits every time where LibTorch has such. cuBLAS
   * repeats itself on several streams only with workspaces of its own, which the environment must
   * have asked for before the process began, as {@code parzc} does; LibTorch would warn at each
   * matrix product otherwise.
   */
  private static Runnable setCuda() {
    Context context = torch.globalContext();
    Map<Float32Op, Float32Precision> precisions =
        Stream.of(CUDA_OPERATIONS)
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    operation ->
                        context.float32Precision(Float32Backend.CUDA, operation).intern()));
    boolean benchmark = context.benchmarkCuDNN();
    boolean repeatable = context.deterministicCuDNN();
    boolean fill = context.deterministicFillUninitializedMemory();
    boolean algorithms = context.deterministicAlgorithms();
    boolean warnOnly = context.deterministicAlgorithmsWarnOnly();
    context.setAllowTF32CuBLAS(false);
    context.setAllowTF32CuDNN(false);
    context.setBenchmarkCuDNN(false);
    context.setDeterministicCuDNN(true);
    // Memory that nobody wrote is not read: filling it with NaN would be a launch for each tensor.
    context.setDeterministicFillUninitializedMemory(false);
    if (LibTorch.hasOwnCublasWorkspaces()) {
      context.setDeterministicAlgorithms(true, true);
    }
    return () -> {
      context.setDeterministicAlgorithms(algorithms, warnOnly);
      context.setDeterministicFillUninitializedMemory(fill);
      context.setDeterministicCuDNN(repeatable);
      context.setBenchmarkCuDNN(benchmark);
      restorePrecisions(context, precisions);
    };
  }

  /** LibTorch keeps each precision twice, and refuses to work where the two differ. */
  private static void restorePrecisions(
      Context context, Map<Float32Op, Float32Precision> precisions) {
    context.setAllowTF32CuBLAS(precisions.get(Float32Op.MATMUL) == Float32Precision.TF32);
    context.setAllowTF32CuDNN(
        precisions.get(Float32Op.CONV) == Float32Precision.TF32
            && precisions.get(Float32Op.RNN) == Float32Precision.TF32);
    precisions.forEach(
        (operation, precision) ->
            context.setFloat32Precision(Float32Backend.CUDA, operation, precision));
  }
}
