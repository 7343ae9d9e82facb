package org.parzc.nativecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

/** Memory is freed once, never under a running call, and without anybody's help in the end. */
class LifetimeTest {
  private static void refused(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("backend: closed");
  }

  @Test
  void closingAgainDoesNothing() {
    AtomicInteger freed = new AtomicInteger();
    Lifetime lifetime = new Lifetime("backend", freed::incrementAndGet);
    lifetime.close();
    lifetime.close();
    assertThat(freed).hasValue(1);
    refused(lifetime::call);
    refused(lifetime::requireOpen);
  }

  @Test
  void theLastRunningCallFrees() {
    AtomicInteger freed = new AtomicInteger();
    Lifetime lifetime = new Lifetime("backend", freed::incrementAndGet);
    try (Lifetime.Call outer = lifetime.call()) {
      try (Lifetime.Call inner = lifetime.call()) {
        lifetime.close();
        refused(lifetime::call);
      }
      assertThat(freed).hasValue(0);
    }
    assertThat(freed).hasValue(1);
  }

  @Test
  void aCallThatIsClosedAgainEndsNoOther() {
    AtomicInteger freed = new AtomicInteger();
    Lifetime lifetime = new Lifetime("backend", freed::incrementAndGet);
    Lifetime.Call ended = lifetime.call();
    try (Lifetime.Call running = lifetime.call()) {
      ended.close();
      ended.close();
      lifetime.close();
      assertThat(freed).hasValue(0);
    }
    assertThat(freed).hasValue(1);
  }

  /** Makes an owner of which nothing is left once this returns. */
  private static void forget(CountDownLatch freed) {
    new Lifetime("backend", freed::countDown).requireOpen();
  }

  @Test
  void whatIsForgottenIsFreed() throws InterruptedException {
    CountDownLatch freed = new CountDownLatch(1);
    forget(freed);
    for (int attempt = 0; attempt < 50 && freed.getCount() > 0; attempt++) {
      System.gc();
      freed.await(100, TimeUnit.MILLISECONDS);
    }
    assertThat(freed.getCount()).isZero();
  }

  @Test
  void aClosedBackendAnswersNoMore() {
    CpuBackend backend = new CpuBackend(1);
    Kernels kernels = new Kernels(backend);
    double[] values = {1, 2};
    long[] two = {2};
    try (DoublePointer pointer = new DoublePointer(values)) {
      Pointer[] one = {pointer};
      kernels.nodeSums(ElementType.FLOAT64, one, one, null, two);
      backend.close();
      backend.close();
      refused(backend::description);
      refused(() -> kernels.nodeSums(ElementType.FLOAT64, one, one, null, two));
      refused(
          () -> kernels.fisher(ElementType.FLOAT64, one, one, new long[] {1}, two, new long[] {1}));
      refused(() -> kernels.signAgreement(ElementType.FLOAT64, one, 1, two));
      refused(() -> kernels.zico(ElementType.FLOAT64, new Pointer[] {pointer, pointer}, 2, two));
      refused(() -> kernels.diffKendall(ElementType.FLOAT64, pointer, pointer, two, 1, null));
      refused(() -> kernels.diffKendall(values, values, 1));
    }
  }

  @Test
  void closingWhileKernelsRunIsNoCrash() throws InterruptedException {
    double[] values = new SplittableRandom(1).doubles(400).toArray();
    for (int round = 0; round < 50; round++) {
      CpuBackend backend = new CpuBackend(1);
      Kernels kernels = new Kernels(backend);
      DiffKendall expected = kernels.diffKendall(values, values, 1);
      CountDownLatch running = new CountDownLatch(2);
      AtomicInteger wrong = new AtomicInteger();
      Runnable work =
          () -> {
            running.countDown();
            try {
              while (true) {
                if (kernels.diffKendall(values, values, 1).value() != expected.value()) {
                  wrong.incrementAndGet();
                }
              }
            } catch (IllegalStateException e) {
              // Closed: what was to come.
            }
          };
      Thread[] threads = {new Thread(work), new Thread(work)};
      for (Thread thread : threads) {
        thread.start();
      }
      running.await();
      backend.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(wrong).hasValue(0);
    }
  }
}
