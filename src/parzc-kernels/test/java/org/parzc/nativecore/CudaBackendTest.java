package org.parzc.nativecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What Java adds to the CUDA kernels: arrays of its own. The kernels themselves are tested by
 * CTest.
 */
class CudaBackendTest {
  private static CudaBackend cuda;

  @BeforeAll
  static void open() {
    try {
      cuda = new CudaBackend(0, () -> 0);
    } catch (NativeException e) {
      assumeTrue(false, "skipped: " + e.getMessage());
    }
  }

  @AfterAll
  static void close() {
    if (cuda != null) {
      cuda.close();
    }
  }

  @Test
  void diffKendallOfJavaArraysIsThatOfTheCpu() {
    double[] x = new Random(1).doubles(1000, -4, 4).toArray();
    double[] y = new Random(2).doubles(1000, -4, 4).toArray();
    DiffKendall found = new Kernels(cuda).diffKendall(x, y, 0.7);
    try (CpuBackend cpu = new CpuBackend(1)) {
      DiffKendall expected = new Kernels(cpu).diffKendall(x, y, 0.7);
      assertThat(found.value()).isCloseTo(expected.value(), within(1e-13));
      for (int i = 0; i < x.length; i++) {
        assertThat(found.gradient()[i]).isCloseTo(expected.gradient()[i], within(1e-15));
      }
    }
  }

  @Test
  void theDeviceWorksAndKnowsItsMemory() {
    cuda.checkDevice();
    assertThat(CudaBackend.devices()).isPositive();
    assertThat(cuda.freeMemory()).isBetween(1L, cuda.totalMemory());
  }
}
