package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parzc.cuda.Cuda;
import org.parzc.cuda.StandIn;
import org.parzc.nativecore.DiffKendall;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.Kernels;
import org.parzc.nativecore.NativeException;
import org.parzc.nativecore.NodeSums;

/** What the kernels read from LibTorch's tensors on the device is what they read on the CPU. */
@EnabledIf(value = "org.parzc.cuda.StandIn#isBuilt", disabledReason = StandIn.NOT_BUILT)
class KernelsOnCuda {
  /** Chunks begin anew every 16,384 elements. */
  private static final long[] SIZES = {1, 33, 16_385, 600};

  private final Device cpu = Device.cpu();
  private final Device cuda = Cuda.device();
  private final Random random = new Random(1);
  private PointerScope scope;

  @BeforeEach
  void open() {
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
    assertThat(StandIn.count().misplaced()).isZero();
    StandIn.reset();
  }

  private interface Reading<R> {
    R of(Kernels kernels, Device device);
  }

  /** Returns what the kernels read on the CPU, and then what they read on the device. */
  private <R> R[] both(Reading<R> reading, R[] results) {
    results[0] = reading.of(cpu.kernels(), cpu);
    results[1] = reading.of(cuda.kernels(), cuda);
    return results;
  }

  private Tensor[] tensors(ElementType type, long... sizes) {
    return Arrays.stream(sizes)
        .mapToObj(
            size ->
                Tensors.of(random.doubles(size, -3, 3).toArray(), size)
                    .to(Tensors.filled(0, type, 1).scalar_type()))
        .toArray(Tensor[]::new);
  }

  /** Returns where the elements lie on a device; the copies live as long as the test's scope. */
  private static Pointer[] on(Device device, ElementType type, Tensor[] tensors) {
    return Arrays.stream(tensors)
        .map(tensor -> Tensors.data(device.place(tensor), type))
        .toArray(Pointer[]::new);
  }

  private static void close(String what, double found, double expected, double scale) {
    assertThat(found).as(what).isCloseTo(expected, within(1e-12 * scale));
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void sumsOfNodes(ElementType type) {
    Tensor[] weights = tensors(type, SIZES);
    Tensor[] gradients = tensors(type, SIZES);
    Tensor[] products = tensors(type, SIZES);
    NodeSums[][] sums =
        both(
            (kernels, device) ->
                kernels.nodeSums(
                    type,
                    on(device, type, weights),
                    on(device, type, gradients),
                    on(device, type, products),
                    SIZES),
            new NodeSums[2][]);
    for (int t = 0; t < SIZES.length; t++) {
      NodeSums expected = sums[0][t];
      NodeSums found = sums[1][t];
      double scale = 9 * SIZES[t];
      close("Σw²", found.w2(), expected.w2(), scale);
      close("Σg²", found.g2(), expected.g2(), scale);
      close("Σ|wg|", found.absWg(), expected.absWg(), scale);
      close("Σwg", found.wg(), expected.wg(), scale);
      close("Σwh", found.wh(), expected.wh(), scale);
      assertThat(expected.w2()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void fisherInformation(ElementType type) {
    long[] images = {4, 2};
    long[] channels = {3, 5};
    long[] positions = {49, 64};
    Tensor[] activations = tensors(type, 4 * 3 * 49, 2 * 5 * 64);
    Tensor[] gradients = tensors(type, 4 * 3 * 49, 2 * 5 * 64);
    double[][] fisher =
        both(
            (kernels, device) ->
                kernels.fisher(
                    type,
                    on(device, type, activations),
                    on(device, type, gradients),
                    images,
                    channels,
                    positions),
            new double[2][]);
    for (int layer = 0; layer < images.length; layer++) {
      assertThat(fisher[0][layer]).isPositive();
      close(
          "layer " + layer,
          fisher[1][layer],
          fisher[0][layer],
          fisher[0][layer] * positions[layer]);
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void agreementOfSigns(ElementType type) {
    int images = 5;
    long[] features = {33, 300};
    Tensor[] inputs = tensors(type, images * 33L, images * 300L);
    long[][][] agreement =
        both(
            (kernels, device) ->
                kernels.signAgreement(type, on(device, type, inputs), images, features),
            new long[2][][]);
    assertThat(agreement[0][1][0]).isEqualTo(300);
    assertThat(agreement[1]).isDeepEqualTo(agreement[0]);
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void zico(ElementType type) {
    long[] sizes = {16_385, 40};
    Tensor[] gradients = tensors(type, 16_385, 16_385, 40, 40);
    double[][] zico =
        both(
            (kernels, device) -> kernels.zico(type, on(device, type, gradients), 2, sizes),
            new double[2][]);
    for (int t = 0; t < sizes.length; t++) {
      assertThat(zico[0][t]).isPositive();
      close("tensor " + t, zico[1][t], zico[0][t], zico[0][t]);
    }
  }

  @Test
  void diffKendallOfScoresInJava() {
    double[] x = random.doubles(300, -4, 4).toArray();
    double[] y = random.doubles(300, -4, 4).toArray();
    DiffKendall[] of =
        both((kernels, device) -> kernels.diffKendall(x, y, 0.7), new DiffKendall[2]);
    close("τ", of[1].value(), of[0].value(), 1);
    for (int i = 0; i < x.length; i++) {
      close("slope " + i, of[1].gradient()[i], of[0].gradient()[i], 1);
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void diffKendallOfScoresOnTheDevice(ElementType type) {
    long[] sizes = {2, 70};
    Tensor[] x = tensors(type, 72);
    Tensor[] y = tensors(type, 72);
    double[][] values =
        both(
            (kernels, device) ->
                kernels.diffKendall(
                    type, on(device, type, x)[0], on(device, type, y)[0], sizes, 1.3, null),
            new double[2][]);
    IntStream.range(0, sizes.length)
        .forEach(list -> close("list " + list, values[1][list], values[0][list], 1));
  }

  /** The stand-in notices what a GPU would answer with a fault, or with whatever lies there. */
  @Test
  void aTensorOfTheCpuIsNotReadOnTheDevice() {
    ElementType type = ElementType.FLOAT32;
    Pointer[] here = on(cpu, type, tensors(type, 64));
    Pointer[] there = on(cuda, type, tensors(type, 64));
    Kernels kernels = cuda.kernels();
    assertThat(
            catchThrowable(
                () -> kernels.nodeSums(type, here, new Pointer[1], null, new long[] {64})))
        .isInstanceOf(NativeException.class)
        .hasMessageContaining("a load from memory that is not the device's");
    StandIn.runAtMost(0);
    kernels.nodeSums(type, there, here, null, new long[] {64});
    assertThat(StandIn.count().misplaced()).isEqualTo(1);
    StandIn.reset();
  }
}
