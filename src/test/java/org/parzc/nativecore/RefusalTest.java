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
  void nodeSums() {
    refusedByJava(
        () -> Kernels.nodeSums(FLOAT64, one, new Pointer[2], null, new long[] {3}),
        "gradients has 2 entries, expected 1");
    refusedByJava(
        () -> Kernels.nodeSums(FLOAT64, one, one, new Pointer[0], new long[] {3}),
        "hessianGradients has 0 entries, expected 1");
    refusedByJava(
        () -> Kernels.nodeSums(FLOAT64, one, one, null, new long[] {4}),
        "weights[0] has 3 elements, expected at least 4");
    refusedByJava(
        () -> Kernels.nodeSums(FLOAT32, one, one, null, new long[] {3}),
        "weights[0] is a DoublePointer, expected elements of FLOAT32");
    refusedByTheLibrary(
        () -> Kernels.nodeSums(FLOAT64, one, one, null, new long[] {-1}), "sizes[0] is -1, expected at least 0");
    refusedByTheLibrary(
        () -> Kernels.nodeSums(FLOAT64, new Pointer[1], one, null, new long[] {3}),
        "weights[0] is null, expected a pointer");
    assertThat(Kernels.nodeSums(FLOAT64, new Pointer[0], new Pointer[0], null, new long[0])).isEmpty();
  }

  @Test
  void fisher() {
    refusedByJava(
        () -> Kernels.fisher(FLOAT64, three, three, 2, 2, 1), "activations has 3 elements, expected at least 4");
    refusedByTheLibrary(() -> Kernels.fisher(FLOAT64, three, three, 1, -2, 1), "channels is -2, expected at least 0");
    refusedByTheLibrary(() -> Kernels.fisher(FLOAT64, three, null, 1, 1, 1), "gradients is null, expected a pointer");
    assertThatThrownBy(() -> Kernels.fisher(FLOAT64, three, three, Long.MAX_VALUE, 2, 1))
        .isInstanceOf(NativeException.class)
        .hasMessageStartingWith("images * channels is 9223372036854775807 * 2");
    assertThat(Kernels.fisher(FLOAT64, null, null, 0, 1, 1)).isZero();
  }

  @Test
  void signAgreement() {
    refusedByJava(() -> Kernels.signAgreement(FLOAT64, three, -1, 1), "images is -1, expected 0 to 46340");
    refusedByJava(() -> Kernels.signAgreement(FLOAT64, three, 50_000, 1), "images is 50000, expected 0 to 46340");
    refusedByJava(() -> Kernels.signAgreement(FLOAT64, three, 2, 2), "inputs has 3 elements, expected at least 4");
    refusedByTheLibrary(() -> Kernels.signAgreement(FLOAT64, three, 2, -2), "features is -2, expected at least 0");
    refusedByTheLibrary(() -> Kernels.signAgreement(FLOAT64, null, 2, 2), "inputs is null, expected a pointer");
  }

  @Test
  void zico() {
    Pointer[] two = {three, three};
    refusedByJava(() -> Kernels.zico(FLOAT64, two, 3, new long[] {3}), "gradients has 2 entries, expected 3");
    refusedByJava(
        () -> Kernels.zico(FLOAT64, two, 2, new long[] {4}), "gradients[0] has 3 elements, expected at least 4");
    refusedByTheLibrary(() -> Kernels.zico(FLOAT64, one, 1, new long[] {3}), "batches is 1, expected at least 2");
    refusedByTheLibrary(() -> Kernels.zico(FLOAT64, two, 2, new long[] {-3}), "sizes[0] is -3, expected at least 0");
  }

  @Test
  void diffKendall() {
    refusedByJava(() -> Kernels.diffKendall(xs, new double[2], 0.5), "labels has 2 values, expected 3");
    refusedByTheLibrary(
        () -> Kernels.diffKendall(new double[1], new double[1], 0.5), "n is 1, expected at least 2");
    refusedByTheLibrary(
        () -> Kernels.diffKendall(xs, xs, Double.NaN), "alpha is nan, expected a finite number above 0");
    refusedByTheLibrary(
        () -> Kernels.diffKendall(xs, xs, -1), "alpha is -1.000000, expected a finite number above 0");
    refusedByTheLibrary(
        () -> Kernels.diffKendall(new double[] {1, Double.NaN}, new double[2], 0.5),
        "predictions[1] is nan, expected a finite number");
    refusedByTheLibrary(
        () -> Kernels.diffKendall(new double[2], new double[] {Double.POSITIVE_INFINITY, 0}, 0.5),
        "labels[0] is inf, expected a finite number");
    refusedByJava(
        () -> Kernels.diffKendall(FLOAT64, three, three, 3, 0.5, new DoublePointer(2)),
        "gradient has 2 elements, expected at least 3");
    refusedByTheLibrary(
        () -> Kernels.diffKendall(FLOAT64, null, three, 3, 0.5, null), "predictions is null, expected a pointer");
  }
}
