package org.parzc.nativecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.parzc.nativecore.ElementType.FLOAT32;
import static org.parzc.nativecore.ElementType.FLOAT64;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A wrong argument is an exception that names it, and the JVM lives on. */
class RefusalTest {
  private static final Kernels KERNELS = new Kernels(new CpuBackend(1));

  private final PointerScope scope = new PointerScope();
  private final Pointer three = new DoublePointer(1, 2, 3);
  private final Pointer[] one = {three};
  private final double[] xs = {1, 2, 3};

  @AfterEach
  void free() {
    scope.close();
  }

  private static void refusedByJava(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }

  private static void refusedByTheLibrary(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(NativeException.class).hasMessage(message);
  }

  @Test
  void backends() {
    refusedByTheLibrary(() -> new CpuBackend(0), "threads is 0, expected at least 1");
    refusedByTheLibrary(() -> new CudaBackend(-1, () -> 0), "device is -1, expected at least 0");
  }

  @Test
  void nodeSums() {
    refusedByJava(
        () -> KERNELS.nodeSums(FLOAT64, one, new Pointer[2], null, new long[] {3}),
        "gradients has 2 entries, expected 1");
    refusedByJava(
        () -> KERNELS.nodeSums(FLOAT64, one, one, new Pointer[0], new long[] {3}),
        "hessianGradients has 0 entries, expected 1");
    refusedByJava(
        () -> KERNELS.nodeSums(FLOAT64, one, one, null, new long[] {4}),
        "weights[0] has 3 elements, expected at least 4");
    refusedByJava(
        () -> KERNELS.nodeSums(FLOAT32, one, one, null, new long[] {3}),
        "weights[0] is a DoublePointer, expected elements of FLOAT32");
    refusedByTheLibrary(
        () -> KERNELS.nodeSums(FLOAT64, one, one, null, new long[] {-1}),
        "sizes[0] is -1, expected at least 0");
    refusedByTheLibrary(
        () -> KERNELS.nodeSums(FLOAT64, new Pointer[1], one, null, new long[] {3}),
        "weights[0] is null, expected a pointer");
    assertThat(KERNELS.nodeSums(FLOAT64, new Pointer[0], new Pointer[0], null, new long[0]))
        .isEmpty();
  }

  private static double[] fisher(
      Pointer[] activations, Pointer[] gradients, long images, long channels) {
    return KERNELS.fisher(
        FLOAT64,
        activations,
        gradients,
        new long[] {images},
        new long[] {channels},
        new long[] {1});
  }

  @Test
  void fisher() {
    refusedByJava(
        () -> fisher(one, one, 2, 2), "activations[0] has 3 elements, expected at least 4");
    refusedByJava(() -> fisher(one, new Pointer[2], 1, 1), "gradients has 2 entries, expected 1");
    refusedByJava(
        () -> KERNELS.fisher(FLOAT64, one, one, new long[2], new long[1], new long[1]),
        "images, channels and positions have 2, 1 and 1 entries, expected 1");
    refusedByTheLibrary(() -> fisher(one, one, 1, -2), "channels[0] is -2, expected at least 0");
    refusedByTheLibrary(
        () -> fisher(new Pointer[1], one, 1, 1), "activations[0] is null, expected a pointer");
    assertThatThrownBy(() -> fisher(one, one, Long.MAX_VALUE, 2))
        .isInstanceOf(NativeException.class)
        .hasMessageStartingWith("images * channels * positions[0] is 9223372036854775807 * 2");
    assertThat(fisher(new Pointer[1], new Pointer[1], 0, 1)).containsExactly(0);
  }

  private static long[][] agreement(Pointer[] inputs, int images, long features) {
    return KERNELS.signAgreement(FLOAT64, inputs, images, new long[] {features});
  }

  @Test
  void signAgreement() {
    refusedByJava(() -> agreement(one, -1, 1), "images is -1, expected 0 to 46340");
    refusedByJava(() -> agreement(one, 50_000, 1), "images is 50000, expected 0 to 46340");
    refusedByJava(() -> agreement(one, 2, 2), "inputs[0] has 3 elements, expected at least 4");
    refusedByTheLibrary(() -> agreement(one, 2, -2), "features[0] is -2, expected at least 0");
    refusedByTheLibrary(
        () -> agreement(new Pointer[1], 2, 2), "inputs[0] is null, expected a pointer");
  }

  @Test
  void zico() {
    Pointer[] two = {three, three};
    refusedByJava(
        () -> KERNELS.zico(FLOAT64, two, 3, new long[] {3}), "gradients has 2 entries, expected 3");
    refusedByJava(
        () -> KERNELS.zico(FLOAT64, two, 2, new long[] {4}),
        "gradients[0] has 3 elements, expected at least 4");
    refusedByTheLibrary(
        () -> KERNELS.zico(FLOAT64, one, 1, new long[] {3}), "batches is 1, expected at least 2");
    refusedByTheLibrary(
        () -> KERNELS.zico(FLOAT64, two, 2, new long[] {-3}),
        "sizes[0] is -3, expected at least 0");
  }

  @Test
  void diffKendall() {
    refusedByJava(
        () -> KERNELS.diffKendall(xs, new double[2], 0.5), "labels has 2 values, expected 3");
    refusedByTheLibrary(
        () -> KERNELS.diffKendall(new double[1], new double[1], 0.5),
        "sizes[0] is 1, expected at least 2");
    refusedByTheLibrary(
        () -> KERNELS.diffKendall(xs, xs, Double.NaN),
        "alpha is nan, expected a finite number above 0");
    refusedByTheLibrary(
        () -> KERNELS.diffKendall(xs, xs, -1),
        "alpha is -1.000000, expected a finite number above 0");
    refusedByTheLibrary(
        () -> KERNELS.diffKendall(new double[] {1, Double.NaN}, new double[2], 0.5),
        "predictions[1] is nan, expected a finite number");
    refusedByTheLibrary(
        () -> KERNELS.diffKendall(new double[2], new double[] {Double.POSITIVE_INFINITY, 0}, 0.5),
        "labels[0] is inf, expected a finite number");
    refusedByJava(
        () -> KERNELS.diffKendall(FLOAT64, three, three, new long[] {3}, 0.5, new DoublePointer(2)),
        "gradient has 2 elements, expected at least 3");
    refusedByTheLibrary(
        () -> KERNELS.diffKendall(FLOAT64, null, three, new long[] {3}, 0.5, null),
        "predictions is null, expected a pointer");
  }
}
