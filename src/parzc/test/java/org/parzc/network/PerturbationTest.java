package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.parzc.nativecore.ElementType;

/** Changes in the last bit. */
class PerturbationTest {
  private static final int COUNT = 1_000;

  private PointerScope scope;

  @BeforeEach
  void open() {
    LibTorch.start();
    scope = new PointerScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static double[] drawn() {
    Random random = new Random(1);
    double[] values =
        IntStream.range(0, COUNT)
            .mapToDouble(i -> (float) (random.nextGaussian() * 1e10))
            .toArray();
    values[0] = 0;
    return values;
  }

  private static double[] changed(ElementType type, long seed, String name) {
    return Tensors.values(
        new Perturbation(seed).of(Tensors.of(drawn(), COUNT).to(Tensors.scalarType(type)), name));
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void everyValueMovesToOneOfTheNextNumbersEitherWay(ElementType type) {
    double[] before = drawn();
    double[] after = changed(type, 1, "weights");
    int up = 0;
    for (int i = 0; i < COUNT; i++) {
      double step = type == ElementType.FLOAT32 ? Math.ulp((float) before[i]) : Math.ulp(before[i]);
      double steps = Math.abs(after[i] - before[i]) / step;
      if (before[i] == 0) {
        assertThat(after[i]).isZero();
      } else {
        assertThat(steps).isBetween(1.0, 2.0);
        up += Math.abs(after[i]) > Math.abs(before[i]) ? 1 : 0;
      }
    }
    assertThat(up).isBetween(COUNT * 2 / 5, COUNT * 3 / 5);
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void seedAndNameFixTheDirections(ElementType type) {
    double[] once = changed(type, 1, "weights");
    assertThat(changed(type, 1, "weights")).isEqualTo(once);
    assertThat(Arrays.equals(changed(type, 2, "weights"), once)).isFalse();
    assertThat(Arrays.equals(changed(type, 1, "images"), once)).isFalse();
  }
}
