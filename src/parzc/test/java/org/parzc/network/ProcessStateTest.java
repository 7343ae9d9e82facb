package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.Float32Backend;
import org.bytedeco.pytorch.global.torch.Float32Op;
import org.bytedeco.pytorch.global.torch.Float32Precision;
import org.junit.jupiter.api.Test;

/**
 * How CUDA computes is ours while our work runs, and the host's afterwards. LibTorch knows the
 * settings without CUDA.
 */
class ProcessStateTest {
  private static final BiConsumer<Float32Op, Float32Precision> NEW_WAY =
      (operation, precision) ->
          torch.globalContext().setFloat32Precision(Float32Backend.CUDA, operation, precision);

  @Test
  void putsBackWhatLibTorchBeginsWith() {
    LibTorch.start();
    comesBack();
  }

  @Test
  void putsBackWhatTheHostSet() {
    LibTorch.start();
    Context context = torch.globalContext();
    context.setAllowTF32CuBLAS(true);
    context.setAllowTF32CuDNN(false);
    context.setBenchmarkCuDNN(true);
    context.setDeterministicAlgorithms(true, false);
    try {
      comesBack();
    } finally {
      context.setDeterministicAlgorithms(false, false);
      context.setBenchmarkCuDNN(false);
      context.setAllowTF32CuDNN(true);
      context.setAllowTF32CuBLAS(false);
    }
  }

  /** LibTorch refuses to answer the old questions then. */
  @Test
  void putsBackWhatTheHostSetForOneKindOfOperation() {
    LibTorch.start();
    NEW_WAY.accept(Float32Op.CONV, Float32Precision.IEEE);
    try {
      comesBack();
    } finally {
      torch.globalContext().setAllowTF32CuDNN(true);
    }
  }

  private static void comesBack() {
    Context context = torch.globalContext();
    Map<Float32Op, Float32Precision> precisions = precisions();
    List<Boolean> flags = flags();
    ProcessState.CUDA.begin();
    try {
      assertThat(precisions().values()).doesNotContain(Float32Precision.TF32);
      assertThat(context.allowTF32CuBLAS()).isFalse();
      assertThat(context.allowTF32CuDNN()).isFalse();
      assertThat(context.benchmarkCuDNN()).isFalse();
      assertThat(context.deterministicCuDNN()).isTrue();
      assertThat(context.deterministicFillUninitializedMemory()).isFalse();
    } finally {
      ProcessState.CUDA.end();
    }
    assertThat(precisions()).isEqualTo(precisions);
    assertThat(flags()).isEqualTo(flags);
  }

  private static Map<Float32Op, Float32Precision> precisions() {
    return Stream.of(Float32Op.MATMUL, Float32Op.CONV, Float32Op.RNN)
        .collect(
            Collectors.toMap(
                operation -> operation,
                operation ->
                    torch
                        .globalContext()
                        .float32Precision(Float32Backend.CUDA, operation)
                        .intern()));
  }

  private static List<Boolean> flags() {
    Context context = torch.globalContext();
    return List.of(
        context.benchmarkCuDNN(),
        context.deterministicCuDNN(),
        context.deterministicFillUninitializedMemory(),
        context.deterministicAlgorithms(),
        context.deterministicAlgorithmsWarnOnly());
  }
}
