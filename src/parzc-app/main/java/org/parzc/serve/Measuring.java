package org.parzc.serve;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.List;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.UnmeasurableException;
import org.parzc.model.Scores;
import org.parzc.search.ExampleCache;
import org.parzc.space.Architecture;

/**
 * Measures and scores architectures through the queue; what was measured is remembered.
 * Thread-safe.
 */
final class Measuring {
  /**
   * Architectures to a piece of work: how long a request may have to wait, whatever another asked
   * for.
   */
  private static final int REQUEST_PART = 16;

  /** The same for searches, for which nobody waits. */
  private static final int JOB_PART = 4;

  private final Service service;
  private final WorkQueue queue;

  /**
   * By text: an answer must not depend on which architecture with the same canonical form was asked
   * for before.
   */
  private final ExampleCache cache = new ExampleCache(Architecture::text);

  Measuring(Service service, WorkQueue queue) {
    this.service = service;
    this.queue = queue;
  }

  /**
   * Returns what a predictor sees of a request's architectures, in their order.
   *
   * @throws Refusal 500 if one of them could not be measured, 503 or 504; see {@link WorkQueue#run}
   */
  List<Example> forRequest(List<Architecture> architectures, Deadline deadline) {
    try {
      return examples(architectures, REQUEST_PART, WorkQueue.Urgency.REQUEST, deadline);
    } catch (UnmeasurableException e) {
      throw Refusal.of(500, e.getMessage(), e);
    }
  }

  /**
   * Returns what a predictor sees of a search's architectures, in their order.
   *
   * @throws UnmeasurableException if some of them could not be measured
   * @throws Refusal 500 if the measuring failed otherwise, 503; see {@link WorkQueue#run}
   */
  List<Example> forJob(List<Architecture> architectures) {
    return examples(architectures, JOB_PART, WorkQueue.Urgency.JOB, Deadline.never());
  }

  private List<Example> examples(
      List<Architecture> architectures, int size, WorkQueue.Urgency urgency, Deadline deadline) {
    List<Example> examples = new ArrayList<>();
    for (List<Architecture> part : Lists.partition(architectures, size)) {
      examples.addAll(cache.examples(part, missing -> measured(missing, urgency, deadline)));
    }
    return examples;
  }

  private List<Example> measured(
      List<Architecture> missing, WorkQueue.Urgency urgency, Deadline deadline) {
    try {
      return queue.run(urgency, deadline, () -> service.examples().examples(missing));
    } catch (InputException e) {
      throw Refusal.of(500, e.getMessage(), e);
    }
  }

  /**
   * Returns the scores of a request's architectures, with standard deviations; see {@link
   * #forRequest}.
   */
  Scores scores(List<Architecture> architectures, Deadline deadline) {
    List<Example> examples = forRequest(architectures, deadline);
    return queue.run(
        WorkQueue.Urgency.REQUEST,
        deadline,
        () -> service.predictor().scoreWithUncertainty(examples, service.draws()));
  }
}
