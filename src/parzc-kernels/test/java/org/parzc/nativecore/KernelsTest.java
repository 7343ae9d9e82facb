package org.parzc.nativecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels give what plain loops in Java give. */
class KernelsTest {
  private static final Kernels KERNELS = new Kernels(new CpuBackend(1));

  private static double[] normal(int count, long seed) {
    return new Random(seed).doubles(count, -3, 3).map(v -> (float) v).toArray();
  }

  private static Pointer pointer(ElementType type, double[] values) {
    if (type == ElementType.FLOAT64) {
      return new DoublePointer(values);
    }
    float[] narrow = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      narrow[i] = (float) values[i];
    }
    return new FloatPointer(narrow);
  }

  @Test
  void theLibraryIsAvailableAndNamesItself() {
    assertThat(NativeLibrary.failure()).isEmpty();
    assertThat(NativeLibrary.isAvailable()).isTrue();
    assertThat(NativeLibrary.version()).isEqualTo("0.1.0");
    assertThat(NativeLibrary.simd()).isIn("avx512", "avx2", "baseline");
    try (Backend backend = new CpuBackend(2)) {
      assertThat(backend.description()).isEqualTo("cpu, " + NativeLibrary.simd() + ", 2 threads");
    }
  }

  @Test
  void aDeviceThatDoesNotExistIsRefusedWithTheReason() {
    assertThatThrownBy(() -> new CudaBackend(1000, () -> 0))
        .isInstanceOf(NativeException.class)
        .hasMessageMatching(
            "libparzc was built without CUDA|no CUDA device: .+|CUDA device 1000 does not exist:"
                + " there are \\d+")
        .extracting(e -> ((NativeException) e).kind())
        .isEqualTo(NativeException.Kind.UNAVAILABLE);
    assertThat(CudaBackend.devices()).isBetween(0, 999);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 31, 32, 33, 16383, 16384, 16385, 50000})
  void nodeSumsMatchThePlainLoop(int size) {
    double[] w = normal(size, 1);
    double[] g = normal(size, 2);
    double[] h = normal(size, 3);
    double[] expected = new double[5];
    for (int i = 0; i < size; i++) {
      expected[0] += w[i] * w[i];
      expected[1] += g[i] * g[i];
      expected[2] += Math.abs(w[i] * g[i]);
      expected[3] += w[i] * g[i];
      expected[4] += w[i] * h[i];
    }
    for (ElementType type : ElementType.values()) {
      try (PointerScope scope = new PointerScope()) {
        Pointer[] ws = {pointer(type, w), null};
        Pointer[] gs = {pointer(type, g), null};
        Pointer[] hs = {pointer(type, h), null};
        NodeSums[] sums = KERNELS.nodeSums(type, ws, gs, hs, new long[] {size, 0});
        assertThat(sums[0].w2()).isCloseTo(expected[0], within(1e-11 * size));
        assertThat(sums[0].g2()).isCloseTo(expected[1], within(1e-11 * size));
        assertThat(sums[0].absWg()).isCloseTo(expected[2], within(1e-11 * size));
        assertThat(sums[0].wg()).isCloseTo(expected[3], within(1e-11 * size));
        assertThat(sums[0].wh()).isCloseTo(expected[4], within(1e-11 * size));
        assertThat(sums[0].nonFinite()).isZero();
        assertThat(sums[1]).isEqualTo(new NodeSums(0, 0, 0, 0, 0, 0));
        assertThat(KERNELS.nodeSums(type, ws, gs, hs, new long[] {size, 0})).isEqualTo(sums);
      }
    }
  }

  @Test
  void absentGradientsAreZerosAndNonFiniteEntriesAreCounted() {
    try (PointerScope scope = new PointerScope()) {
      Pointer w = new FloatPointer(1, Float.NaN, Float.POSITIVE_INFINITY, 2);
      NodeSums sums =
          KERNELS
              .nodeSums(
                  ElementType.FLOAT32, new Pointer[] {w}, new Pointer[1], null, new long[] {4})[0];
      assertThat(sums.nonFinite()).isEqualTo(2);
      assertThat(sums.g2()).isZero();
      assertThat(sums.w2()).isNaN();
    }
  }

  @Test
  void aPositionedPointerIsReadFromItsPosition() {
    try (PointerScope scope = new PointerScope()) {
      Pointer w = new DoublePointer(100, 2, 3).position(1);
      NodeSums sums =
          KERNELS
              .nodeSums(
                  ElementType.FLOAT64, new Pointer[] {w}, new Pointer[1], null, new long[] {2})[0];
      assertThat(sums.w2()).isEqualTo(13);
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void fisherMatchesThePlainLoop(ElementType type) {
    int images = 4;
    int channels = 3;
    int positions = 49;
    double[] a = normal(images * channels * positions, 1);
    double[] d = normal(images * channels * positions, 2);
    double expected = 0;
    for (int row = 0; row < images * channels; row++) {
      double sum = 0;
      for (int s = row * positions; s < (row + 1) * positions; s++) {
        sum += a[s] * d[s];
      }
      expected += 0.5 * sum * sum / images;
    }
    try (PointerScope scope = new PointerScope()) {
      Pointer[] as = {pointer(type, a), pointer(type, a)};
      Pointer[] ds = {pointer(type, d), null};
      double[] fisher =
          KERNELS.fisher(
              type,
              as,
              ds,
              new long[] {images, images},
              new long[] {channels, channels},
              new long[] {positions, positions});
      assertThat(fisher[0]).isCloseTo(expected, within(1e-11 * expected));
      assertThat(fisher[1]).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void signAgreementMatchesThePlainLoop(ElementType type) {
    int images = 6;
    int features = 131;
    double[] x = normal(images * features, 1);
    Arrays.fill(x, 10, 20, 0.0);
    long[] expected = new long[images * images];
    for (int i = 0; i < images; i++) {
      for (int j = 0; j < images; j++) {
        for (int k = 0; k < features; k++) {
          expected[i * images + j] +=
              (x[i * features + k] > 0) == (x[j * features + k] > 0) ? 1 : 0;
        }
      }
    }
    try (PointerScope scope = new PointerScope()) {
      Pointer[] inputs = {null, pointer(type, x)};
      long[][] agreement = KERNELS.signAgreement(type, inputs, images, new long[] {0, features});
      assertThat(agreement[0]).containsOnly(0);
      assertThat(agreement[1]).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void zicoMatchesThePlainLoop(ElementType type) {
    int size = 77;
    double[] first = normal(size, 1);
    double[] second = normal(size, 2);
    second[5] = first[5];
    double expected = 0;
    for (int k = 0; k < size; k++) {
      double deviation = Math.abs(first[k] - second[k]) / 2;
      if (deviation != 0) {
        expected += (Math.abs(first[k]) + Math.abs(second[k])) / 2 / deviation;
      }
    }
    try (PointerScope scope = new PointerScope()) {
      Pointer[] gradients = {pointer(type, first), pointer(type, second), null, null};
      double[] zico = KERNELS.zico(type, gradients, 2, new long[] {size, 9});
      assertThat(zico[0]).isCloseTo(expected, within(1e-11 * expected));
      assertThat(zico[1]).isZero();
    }
  }
}
