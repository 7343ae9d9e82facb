package org.parzc.nativecore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.parzc.nativecore.ElementType.FLOAT64;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Kernels waited for together give what each gives alone, and wrong use is an exception. */
class KernelQueueTest {
  private static final long[] SIZES = {40};

  private final CpuBackend backend = new CpuBackend(1);
  private final Kernels kernels = new Kernels(backend);
  private final PointerScope scope = new PointerScope();

  @AfterEach
  void free() {
    scope.close();
    backend.close();
  }

  private static Pointer[] normal(int seed) {
    return new Pointer[] {new DoublePointer(values(seed))};
  }

  private static double[] values(int seed) {
    return new Random(seed).doubles(40, -3, 3).toArray();
  }

  private static void refused(ThrowingCallable call, String message) {
    assertThatThrownBy(call).isInstanceOf(IllegalStateException.class).hasMessage(message);
  }

  @Test
  void allKernelsGiveWhatTheyGiveAlone() {
    Pointer[] w = normal(1);
    Pointer[] g = normal(2);
    Pointer[] both = {w[0], g[0]};
    DoublePointer gradient = new DoublePointer(40);
    try (KernelQueue queue = kernels.queue()) {
      for (int round = 0; round < 2; round++) {
        Pending<NodeSums[]> sums = queue.nodeSums(FLOAT64, w, g, null, SIZES);
        Pending<double[]> fisher =
            queue.fisher(FLOAT64, w, g, new long[] {2}, new long[] {4}, new long[] {5});
        Pending<long[][]> agreement = queue.signAgreement(FLOAT64, both, 2, new long[] {20, 20});
        Pending<double[]> zico = queue.zico(FLOAT64, both, 2, SIZES);
        Pending<double[]> taus = queue.diffKendall(FLOAT64, w[0], g[0], SIZES, 0.5, gradient);
        Pending<DiffKendall> tau = queue.diffKendall(values(1), values(2), 0.5);
        queue.finish();
        assertThat(sums.get()).isEqualTo(kernels.nodeSums(FLOAT64, w, g, null, SIZES));
        assertThat(fisher.get())
            .isEqualTo(
                kernels.fisher(FLOAT64, w, g, new long[] {2}, new long[] {4}, new long[] {5}));
        assertThat(agreement.get())
            .isDeepEqualTo(kernels.signAgreement(FLOAT64, both, 2, new long[] {20, 20}));
        assertThat(zico.get()).isEqualTo(kernels.zico(FLOAT64, both, 2, SIZES));
        DiffKendall expected = kernels.diffKendall(values(1), values(2), 0.5);
        assertThat(taus.get()).containsExactly(expected.value());
        assertThat(tau.get().value()).isEqualTo(expected.value());
        assertThat(tau.get().gradient()).isEqualTo(expected.gradient());
        double[] slopes = new double[40];
        gradient.get(slopes);
        assertThat(slopes).isEqualTo(expected.gradient());
      }
    }
  }

  @Test
  void aResultIsThereOnceTheQueueWasFinishedAndStays() {
    Pending<NodeSums[]> finished;
    Pending<NodeSums[]> dropped;
    try (KernelQueue queue = kernels.queue()) {
      finished = queue.nodeSums(FLOAT64, normal(1), normal(2), null, SIZES);
      refused(finished::get, "queue: not finished since this kernel was called");
      queue.finish();
      dropped = queue.nodeSums(FLOAT64, normal(3), normal(4), null, SIZES);
    }
    assertThat(finished.get())
        .isEqualTo(kernels.nodeSums(FLOAT64, normal(1), normal(2), null, SIZES));
    refused(dropped::get, "queue: not finished since this kernel was called");
  }

  @Test
  void aRefusedKernelLeavesTheOthers() {
    try (KernelQueue queue = kernels.queue()) {
      Pending<NodeSums[]> sums = queue.nodeSums(FLOAT64, normal(1), normal(2), null, SIZES);
      assertThatThrownBy(() -> queue.zico(FLOAT64, normal(1), 1, SIZES))
          .isInstanceOf(NativeException.class)
          .hasMessage("batches is 1, expected at least 2")
          .extracting(e -> ((NativeException) e).kind())
          .isEqualTo(NativeException.Kind.INVALID_ARGUMENT);
      queue.finish();
      assertThat(sums.get())
          .isEqualTo(kernels.nodeSums(FLOAT64, normal(1), normal(2), null, SIZES));
    }
  }

  @Test
  void whatIsAskedOfAClosedQueueIsRefused() {
    KernelQueue queue = kernels.queue();
    queue.close();
    queue.close();
    refused(() -> queue.nodeSums(FLOAT64, normal(1), normal(2), null, SIZES), "queue: closed");
    refused(queue::finish, "queue: closed");
  }

  @Test
  void aNativeQueueIsClosedOnce() {
    NativeQueue queue = new NativeQueue(backend);
    queue.doubles(3);
    queue.close();
    assertThat(queue.handle()).isZero();
    queue.close();
  }

  @Test
  void aBackendMayBeClosedUnderItsQueues() {
    KernelQueue queue = kernels.queue();
    Pending<NodeSums[]> sums = queue.nodeSums(FLOAT64, normal(1), normal(2), null, SIZES);
    backend.close();
    refused(() -> queue.nodeSums(FLOAT64, normal(1), normal(2), null, SIZES), "backend: closed");
    refused(queue::finish, "backend: closed");
    refused(kernels::queue, "backend: closed");
    queue.close();
    refused(sums::get, "queue: not finished since this kernel was called");
  }

  @Test
  void twoThreadsAtOnceAreRefusedAndNoCrash() throws Exception {
    double[] many = new Random(1).doubles(600, -3, 3).toArray();
    AtomicInteger refusals = new AtomicInteger();
    CountDownLatch together = new CountDownLatch(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (KernelQueue queue = kernels.queue()) {
      Runnable work =
          () -> {
            together.countDown();
            for (int i = 0; i < 200; i++) {
              try {
                queue.diffKendall(many, many, 0.5);
                queue.finish();
              } catch (IllegalStateException e) {
                assertThat(e).hasMessage("queue: used by two threads at once");
                refusals.incrementAndGet();
              }
            }
          };
      Future<?> one = threads.submit(work);
      Future<?> other = threads.submit(work);
      one.get();
      other.get();
      // Whoever was refused, the queue works on.
      Pending<DiffKendall> tau = queue.diffKendall(many, many, 0.5);
      queue.finish();
      assertThat(tau.get().value()).isEqualTo(kernels.diffKendall(many, many, 0.5).value());
    } finally {
      threads.shutdown();
    }
    assertThat(refusals).hasPositiveValue();
  }

  @Test
  void queuesOfOneBackendServeThreadsSideBySide() {
    double[] expected =
        IntStream.range(0, 8)
            .mapToDouble(seed -> kernels.diffKendall(values(seed), values(seed + 1), 0.5).value())
            .toArray();
    double[] found =
        IntStream.range(0, 8)
            .parallel()
            .mapToDouble(
                seed -> {
                  try (KernelQueue queue = kernels.queue()) {
                    Pending<DiffKendall> tau =
                        queue.diffKendall(values(seed), values(seed + 1), 0.5);
                    queue.finish();
                    return tau.get().value();
                  }
                })
            .toArray();
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void closingAQueueWhileAnotherThreadUsesItIsNoCrash() throws InterruptedException {
    double[] many = new Random(1).doubles(400, -3, 3).toArray();
    for (int round = 0; round < 20; round++) {
      KernelQueue queue = kernels.queue();
      CountDownLatch running = new CountDownLatch(1);
      Thread user =
          new Thread(
              () -> {
                try {
                  while (true) {
                    queue.diffKendall(many, many, 0.5);
                    running.countDown();
                    queue.finish();
                  }
                } catch (IllegalStateException e) {
                  // Closed: what was to come.
                }
              });
      user.start();
      running.await();
      queue.close();
      user.join();
    }
    backend.checkDevice();
  }
}
