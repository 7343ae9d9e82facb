package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.parzc.Cancellation;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.parallel.InOrder;
import org.parzc.search.Budget;
import org.parzc.search.Search;
import org.parzc.search.SearchAlgorithms;
import org.parzc.spaces.nasbench.NasBench201;

/** Work that would take hours ends when it is cancelled. */
@Timeout(30)
@Tag("slow")
class CancelledWorkTest {
  private static final LabelledExamples LABELLED = labelled();

  private static LabelledExamples labelled() {
    List<Example> examples = Examples.learnable(20, 1);
    return new LabelledExamples(examples, Examples.labels(examples));
  }

  /** Begins work on another thread, lets it get going, cancels it, and waits for its end. */
  private static void assertEnds(Supplier<Object> work) throws Exception {
    Cancellation cancellation = new Cancellation();
    CompletableFuture<Object> running =
        CompletableFuture.supplyAsync(
            () -> cancellation.call(work), task -> new Thread(task).start());
    Thread.sleep(500);
    assertThat(running).isNotDone();
    cancellation.cancel();
    assertThatThrownBy(running::join)
        .isInstanceOfAny(CancellationException.class, CompletionException.class)
        .satisfies(
            e ->
                assertThat(e instanceof CompletionException ? e.getCause() : e)
                    .isInstanceOf(CancellationException.class));
  }

  @Test
  void scoring() throws Exception {
    try (Predictor predictor =
        Predictor.train(LABELLED, PredictorSettings.preset("default/members=2/epochs=2"), 0)) {
      assertEnds(() -> predictor.scoreWithUncertainty(LABELLED.examples(), 10_000_000));
      assertThat(predictor.score(LABELLED.examples())).as("goes on").hasSize(20);
    }
  }

  @Test
  void training() throws Exception {
    PredictorSettings longer = PredictorSettings.preset("default/members=2/epochs=1000000");
    assertEnds(() -> Predictor.train(LABELLED, longer, 0));
  }

  @Test
  void searching() throws Exception {
    Search search =
        Search.of(new NasBench201())
            .algorithm(SearchAlgorithms.named("random", OptionalInt.of(1_000_000)))
            .maximise(cells -> new double[cells.size()])
            .build();
    assertEnds(() -> search.run(Budget.evaluations(1_000_000)));
  }

  @Test
  void itemsInOrder() throws Exception {
    List<Integer> items = Collections.nCopies(100_000, 1);
    int[] taken = new int[1];
    assertEnds(
        () -> {
          InOrder.run(
              items,
              2,
              item -> {
                sleep();
                return item;
              },
              result -> taken[0]++);
          return null;
        });
    assertThat(taken[0]).isBetween(1, 10_000);
  }

  private static void sleep() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
