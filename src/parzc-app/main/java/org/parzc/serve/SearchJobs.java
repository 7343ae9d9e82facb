package org.parzc.serve;

import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.search.BoundedSearch;
import org.parzc.search.SearchSpec;
import org.parzc.search.StateKeeper;
import org.parzc.space.Architecture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches, one at a time, in the order in which they were asked for; each goes on after a restart.
 * Thread-safe.
 */
final class SearchJobs implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SearchJobs.class);

  /** Seconds after which a client that was refused may ask again. */
  private static final int RETRY_SECONDS = 60;

  private final Service service;
  private final Measuring measuring;
  private final JobDirectory directory;
  private final SearchLimits limits;
  private final Map<String, SearchJob> jobs = new LinkedHashMap<>();
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "parzc-serve-search"));
  private volatile boolean stopping;

  /**
   * Takes up the searches of a directory.
   *
   * @param limits how much they may ask for
   * @throws InputException if the directory is another server's, or of one with other settings
   */
  SearchJobs(Service service, Measuring measuring, Path directory, SearchLimits limits) {
    this.service = service;
    this.measuring = measuring;
    this.directory = new JobDirectory(directory, service);
    this.limits = limits;
    try {
      for (SearchRequest request : this.directory.requests()) {
        SearchJob job = job(request);
        jobs.put(job.id(), job);
      }
    } catch (RuntimeException e) {
      worker.shutdown();
      this.directory.close();
      throw e;
    }
    jobs.values().stream().filter(SearchJob::isPending).toList().forEach(this::enqueue);
  }

  private SearchJob job(SearchRequest request) {
    SearchSpec spec = request.spec();
    BoundedSearch search =
        spec.search(new ServiceSources(service, this::examples)).within(spec.budget());
    SearchJob job =
        new SearchJob(
            directory.id(request),
            request,
            search,
            SearchJob.Phase.WAITING,
            directory.states(request).read(),
            null);
    return job.isDone() ? job.in(SearchJob.Phase.DONE) : job;
  }

  private List<Example> examples(List<Architecture> architectures) {
    if (stopping) {
      throw Refusal.of(503, "the server is stopping");
    }
    return measuring.forJob(architectures);
  }

  /**
   * A job that was asked for.
   *
   * @param job the job
   * @param isNew whether it was not known before
   */
  record Asked(SearchJob job, boolean isNew) {}

  /**
   * Accepts a search. One that was asked for before is not run again, unless it failed.
   *
   * @throws InputException if the request is wrong
   * @throws Refusal 429 if there are too many
   */
  synchronized Asked ask(SearchRequest asked) {
    SearchSpec spec = asked.spec();
    limits.require(spec);
    SearchRequest request = SearchRequest.of(spec);
    SearchJob known = jobs.get(directory.id(request));
    if (known != null && known.phase() != SearchJob.Phase.FAILED) {
      return new Asked(known, false);
    }
    SearchJob job = job(request);
    if (jobs.values().stream().filter(SearchJob::isPending).count() >= limits.jobs()) {
      throw Refusal.forNow(
          429,
          "%d searches wait or run, which is the most".formatted(limits.jobs()),
          RETRY_SECONDS);
    }
    if (stopping) {
      throw Refusal.of(503, "the server is stopping");
    }
    directory.write(request);
    jobs.put(job.id(), job);
    enqueue(job);
    return new Asked(job, known == null);
  }

  /** Returns a job as it is now; empty if there is none of that name. */
  synchronized Optional<SearchJob> find(String id) {
    return Optional.ofNullable(jobs.get(id));
  }

  /** Returns the number of searches that wait or run. */
  synchronized int pending() {
    return (int) jobs.values().stream().filter(SearchJob::isPending).count();
  }

  private void enqueue(SearchJob job) {
    worker.execute(() -> run(job));
  }

  private synchronized void keep(SearchJob job) {
    jobs.put(job.id(), job);
  }

  private void run(SearchJob waiting) {
    String id = waiting.id();
    try {
      if (stopping) {
        return;
      }
      keep(waiting.in(SearchJob.Phase.RUNNING));
      waiting
          .search()
          .run(
              StateKeeper.startingFrom(waiting.state())
                  .telling(directory.states(waiting.request())::keep)
                  .telling(state -> keep(now(id).with(state))),
              () -> stopping);
      if (now(id).isDone()) {
        keep(now(id).in(SearchJob.Phase.DONE));
      }
    } catch (InputException | Refusal e) {
      if (!stopping) {
        keep(now(id).failed(e.getMessage()));
      }
    } catch (OutOfMemoryError e) {
      LOG.error("search {} failed", id, e);
      keep(now(id).failed("out of memory"));
    } catch (RuntimeException | Error e) {
      LOG.error("search {} failed", id, e);
      keep(now(id).failed("internal error; the server's log says more"));
    }
  }

  private synchronized SearchJob now(String id) {
    return jobs.get(id);
  }

  /**
   * Asks the running search to end where it can be taken up again, soon; the others are not begun.
   */
  void stop() {
    stopping = true;
  }

  /** Stops, and waits for the end of the running search. */
  @Override
  public void close() {
    stop();
    worker.shutdown();
    Uninterruptibles.awaitTerminationUninterruptibly(worker);
    directory.close();
  }
}
