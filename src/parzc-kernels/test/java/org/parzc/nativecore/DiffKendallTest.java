package org.parzc.nativecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.parzc.Draws;
import org.parzc.Seeded;

/** DiffKendall against golden values, against its definition, and in its properties. */
class DiffKendallTest {
  private static final Kernels KERNELS = new Kernels(new CpuBackend(1));

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }

  @TestFactory
  List<DynamicTest> goldenValuesAreMinusTwiceOurs() throws IOException {
    Path file = Path.of(System.getProperty("parzc.golden", "golden"), "golden_diffkendall.json");
    assumeTrue(
        Files.exists(file),
        "no golden values: " + file + " does not exist (system property parzc.golden)");
    List<DynamicTest> tests = new ArrayList<>();
    for (JsonNode golden : new ObjectMapper().readTree(file.toFile()).get("cases")) {
      tests.add(DynamicTest.dynamicTest(golden.get("name").asText(), () -> matches(golden)));
    }
    return tests;
  }

  private static void matches(JsonNode golden) {
    double[] x = doubles(golden.get("x"));
    double[] expected = doubles(golden.get("grad_x"));
    DiffKendall ours =
        KERNELS.diffKendall(x, doubles(golden.get("y")), golden.get("alpha").asDouble());
    assertThat(-2 * ours.value()).isCloseTo(golden.get("value").asDouble(), within(1e-13));
    for (int i = 0; i < x.length; i++) {
      assertThat(-2 * ours.gradient()[i])
          .as("derivative %d", i)
          .isCloseTo(expected[i], within(1e-13));
    }
  }

  private static double plain(double[] x, double[] y, double alpha) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      for (int j = i + 1; j < x.length; j++) {
        sum += Math.tanh(alpha * (x[i] - x[j]) / 2) * Math.tanh(alpha * (y[i] - y[j]) / 2);
      }
    }
    return 2 * sum / (x.length * (x.length - 1.0));
  }

  @Test
  void theGradientIsThatOfFiniteDifferences() {
    double[] x = new Random(1).doubles(21, -4, 4).toArray();
    double[] y = new Random(2).doubles(21, -4, 4).toArray();
    double[] gradient = KERNELS.diffKendall(x, y, 0.7).gradient();
    for (int i = 0; i < x.length; i++) {
      double step = 1e-5;
      double[] up = x.clone();
      double[] down = x.clone();
      up[i] += step;
      down[i] -= step;
      assertThat(gradient[i])
          .isCloseTo((plain(up, y, 0.7) - plain(down, y, 0.7)) / (2 * step), within(1e-9));
    }
  }

  @Test
  void floatsGiveTheValueOfTheirDoubles() {
    float[] x = {0.5f, -1.25f, 3, 2};
    float[] y = {1, 0, 2.5f, 4};
    DiffKendall expected =
        KERNELS.diffKendall(new double[] {0.5, -1.25, 3, 2}, new double[] {1, 0, 2.5, 4}, 0.5);
    try (PointerScope scope = new PointerScope()) {
      FloatPointer gradient = new FloatPointer(4);
      long[] sizes = {4};
      double[] values =
          KERNELS.diffKendall(
              ElementType.FLOAT32, new FloatPointer(x), new FloatPointer(y), sizes, 0.5, gradient);
      assertThat(values).containsExactly(expected.value());
      for (int i = 0; i < 4; i++) {
        assertThat(gradient.get(i)).isEqualTo((float) expected.gradient()[i]);
      }
      assertThat(
              KERNELS.diffKendall(
                  ElementType.FLOAT32, new FloatPointer(x), new FloatPointer(y), sizes, 0.5, null))
          .isEqualTo(values);
    }
  }

  @Test
  void manyListsGiveTheValuesOfEachAlone() {
    double[] x = new Random(1).doubles(7, -4, 4).toArray();
    double[] y = new Random(2).doubles(7, -4, 4).toArray();
    double first = KERNELS.diffKendall(Arrays.copyOf(x, 3), Arrays.copyOf(y, 3), 0.7).value();
    double second =
        KERNELS.diffKendall(Arrays.copyOfRange(x, 3, 7), Arrays.copyOfRange(y, 3, 7), 0.7).value();
    try (PointerScope scope = new PointerScope()) {
      assertThat(
              KERNELS.diffKendall(
                  ElementType.FLOAT64,
                  new DoublePointer(x),
                  new DoublePointer(y),
                  new long[] {3, 4},
                  0.7,
                  null))
          .containsExactly(first, second);
    }
  }

  @Test
  void threadsDoNotChangeABit() {
    double[] x = new Random(1).doubles(3000, -4, 4).toArray();
    double[] y = new Random(2).doubles(3000, -4, 4).toArray();
    DiffKendall one = KERNELS.diffKendall(x, y, 0.7);
    try (CpuBackend three = new CpuBackend(3)) {
      DiffKendall other = new Kernels(three).diffKendall(x, y, 0.7);
      assertThat(other.value()).isEqualTo(one.value());
      assertThat(other.gradient()).isEqualTo(one.gradient());
    }
  }

  private static double[] scores(Draws draws, double most) {
    return draws.list(2, 70, () -> draws.number(-most, most)).stream()
        .mapToDouble(x -> x)
        .toArray();
  }

  @Seeded(tries = 300)
  void matchesItsDefinitionAndStaysInBounds(Draws draws) {
    double[] x = scores(draws, 1000);
    double[] y = draws.doubles(x.length, -10, 10).toArray();
    double alpha = draws.number(0.01, 3);
    DiffKendall ours = KERNELS.diffKendall(x, y, alpha);
    assertThat(ours.value()).isBetween(-1.0, 1.0).isCloseTo(plain(x, y, alpha), within(1e-13));
    assertThat(Arrays.stream(ours.gradient()).sum())
        .as("a common shift changes nothing")
        .isCloseTo(0, within(1e-13));
  }

  @Seeded(tries = 300)
  void changesSignWithTheLabelsAndIgnoresShifts(Draws draws) {
    double[] x = scores(draws, 20);
    double[] y = draws.doubles(x.length, -10, 10).toArray();
    double value = KERNELS.diffKendall(x, y, 0.5).value();
    double[] negated = Arrays.stream(y).map(v -> -v).toArray();
    double[] shifted = Arrays.stream(x).map(v -> v + 64).toArray();
    assertThat(KERNELS.diffKendall(x, negated, 0.5).value()).isCloseTo(-value, within(1e-14));
    assertThat(KERNELS.diffKendall(y, x, 0.5).value()).isCloseTo(value, within(1e-14));
    assertThat(KERNELS.diffKendall(shifted, y, 0.5).value()).isCloseTo(value, within(1e-13));
  }
}
