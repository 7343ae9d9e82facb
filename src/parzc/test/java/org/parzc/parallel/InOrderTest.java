package org.parzc.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parzc.Draws;
import org.parzc.Seeded;

@Timeout(30)
class InOrderTest {
  private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

  @Seeded(tries = 50)
  void resultsArriveInTheOrderOfTheItems(Draws draws) {
    List<Long> items = draws.list(0, 40, draws::anyLong);
    List<String> results = new ArrayList<>();
    InOrder.run(
        items,
        draws.whole(1, 8),
        item -> {
          Thread.yield();
          return "r" + item;
        },
        results::add);
    assertThat(results).isEqualTo(items.stream().map(item -> "r" + item).toList());
  }

  @Test
  void slowItemsAreWaitedFor() {
    List<Integer> results = new ArrayList<>();
    InOrder.run(
        List.of(30, 0, 20, 0, 10, 0),
        3,
        item -> {
          sleep(item);
          return item;
        },
        results::add);
    assertThat(results).containsExactly(30, 0, 20, 0, 10, 0);
  }

  @Test
  void allThreadsWorkAtOnce() {
    CyclicBarrier barrier = new CyclicBarrier(4);
    Set<Thread> workers = ConcurrentHashMap.newKeySet();
    InOrder.run(
        HUNDRED,
        4,
        item -> {
          workers.add(Thread.currentThread());
          try {
            return barrier.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
          }
        },
        result -> {});
    assertThat(workers).hasSize(4).doesNotContain(Thread.currentThread());
  }

  /** Native libraries keep what is dear to make for each thread. */
  @Test
  void threadsAreKeptForTheNextRun() {
    Set<Thread> first = ConcurrentHashMap.newKeySet();
    Set<Thread> second = ConcurrentHashMap.newKeySet();
    InOrder.run(HUNDRED, 2, item -> first.add(Thread.currentThread()), result -> {});
    for (int i = 0; i < 20; i++) {
      InOrder.run(HUNDRED, 2, item -> second.add(Thread.currentThread()), result -> {});
    }
    assertThat(second).hasSizeLessThan(20);
    assertThat(second).containsAnyElementsOf(first);
  }

  @Test
  void workersMayDiffer() {
    CyclicBarrier barrier = new CyclicBarrier(3);
    List<Integer> results = new ArrayList<>();
    InOrder.runOn(
        HUNDRED.subList(0, 3),
        3,
        worker ->
            item -> {
              try {
                // Each worker has one of the three items.
                barrier.await(20, TimeUnit.SECONDS);
              } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
                throw new IllegalStateException(e);
              }
              return worker;
            },
        results::add);
    assertThat(results).containsExactlyInAnyOrder(0, 1, 2);
  }

  @Test
  void resultsAreConsumedByTheCaller() {
    Set<Thread> consumers = ConcurrentHashMap.newKeySet();
    InOrder.run(HUNDRED, 3, item -> item, result -> consumers.add(Thread.currentThread()));
    assertThat(consumers).containsExactly(Thread.currentThread());
  }

  /** Few results wait for a slow consumer, so little is lost when the process is killed. */
  @Test
  void workersDoNotRunFarAheadOfTheConsumer() {
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger consumed = new AtomicInteger();
    InOrder.run(
        HUNDRED,
        2,
        item -> begun.incrementAndGet(),
        result -> assertThat(begun.get() - consumed.getAndIncrement()).isLessThanOrEqualTo(4));
    assertThat(consumed).hasValue(100);
  }

  @Test
  void aFailureOfTheWorkReachesTheCallerAfterTheResultsBeforeIt() {
    List<Integer> results = new ArrayList<>();
    IllegalStateException failure = new IllegalStateException("item 7");
    AtomicInteger begun = new AtomicInteger();
    assertThatThrownBy(
            () ->
                InOrder.run(
                    HUNDRED,
                    3,
                    item -> {
                      begun.incrementAndGet();
                      if (item == 7) {
                        throw failure;
                      }
                      return item;
                    },
                    results::add))
        .isSameAs(failure);
    assertThat(results).containsExactly(0, 1, 2, 3, 4, 5, 6);
    assertThat(begun).hasValueLessThan(20);
  }

  @Test
  void anErrorOfTheWorkIsNotLost() {
    assertThatThrownBy(
            () ->
                InOrder.run(
                    HUNDRED,
                    2,
                    item -> {
                      throw new OutOfMemoryError("native");
                    },
                    result -> {}))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("native");
  }

  /** What workers use may be freed by whoever called. */
  @Test
  void noWorkerIsLeftWhenTheConsumerFails() {
    AtomicInteger atWork = new AtomicInteger();
    assertThatThrownBy(
            () ->
                InOrder.run(
                    HUNDRED,
                    3,
                    item -> {
                      atWork.incrementAndGet();
                      sleep(item == 0 ? 0 : 100);
                      atWork.decrementAndGet();
                      return item;
                    },
                    result -> {
                      throw new IllegalArgumentException("disk full");
                    }))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("disk full");
    assertThat(atWork).hasValue(0);
  }

  private static void sleep(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
