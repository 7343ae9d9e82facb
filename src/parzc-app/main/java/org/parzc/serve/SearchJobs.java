package org.parzc.serve;

import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.parzc.Cancellation;
import org.parzc.InputException;
import org.parzc.dataset.ExampleSource;
import org.parzc.search.BoundedSearch;
import org.parzc.search.SearchSpec;
import org.parzc.search.SearchState;
import org.parzc.search.StateKeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Searches, one at a time, in the order in which they were asked for; each goes on after a restart.
 * So many that ended are kept. Thread-safe.
 */
final class SearchJobs {
  private static final Logger LOG = LoggerFactory.getLogger(SearchJobs.class);

  /** Seconds after which a client that was refused may ask again. */
  private static final int RETRY_SECONDS = 60;

  private final Service service;
  private final ExampleSource examples;
  private final JobDirectory directory;
  private final SearchLimits limits;

  /** In the order in which they were asked for. */
  private final Map<String, SearchJob> jobs = new LinkedHashMap<>();

  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(task -> new Thread(task, "parzc-serve-search"));
  private final Cancellation stopped = new Cancellation();

  /**
   * Takes up the searches of a directory.
   *
   * @param limits how much they may ask for
   * @throws InputException if the directory is another server's, or of one with other settings
   */
  SearchJobs(Service service, Measuring measuring, Path directory, SearchLimits limits) {
    this.service = service;
    this.examples = measuring::forJob;
    this.directory = new JobDirectory(directory, service);
    this.limits = limits;
    try {
      for (SearchRequest request : this.directory.requests()) {
        SearchJob job = job(request);
        jobs.put(job.id(), job);
      }
      expire();
    } catch (RuntimeException e) {
      worker.shutdown();
      this.directory.close();
      throw e;
    }
    jobs.values().stream().filter(SearchJob::isPending).toList().forEach(this::enqueue);
  }

  private SearchJob job(SearchRequest request) {
    SearchSpec spec = request.spec();
    BoundedSearch search = spec.search(new ServiceSources(service, examples)).within(spec.budget());
    SearchState state = directory.states(request).read();
    boolean isDone = search.isDone(state);
    return new SearchJob(
        directory.id(request),
        request,
        search,
        isDone ? SearchJob.Phase.DONE : SearchJob.Phase.WAITING,
        SearchJob.Progress.of(state),
        Optional.empty(),
        stopped.call(Cancellation::new));
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
   * @throws Refusal 429 if there are too many, 503 if the server is stopping
   */
  synchronized Asked ask(SearchRequest asked) {
    SearchSpec spec = asked.spec();
    limits.require(spec);
    SearchRequest request = SearchRequest.of(spec);
    SearchJob known = jobs.get(directory.id(request));
    if (known != null && known.phase() != SearchJob.Phase.FAILED) {
      return new Asked(known, false);
    }
    if (pending() >= limits.jobs()) {
      throw Refusal.forNow(
          429,
          "%d searches wait or run, which is the most".formatted(limits.jobs()),
          RETRY_SECONDS);
    }
    requireRunning();
    SearchJob job = job(request);
    directory.write(request);
    jobs.remove(job.id());
    jobs.put(job.id(), job);
    enqueue(job);
    return new Asked(job, known == null);
  }

  private void requireRunning() {
    if (stopped.isCancelled()) {
      throw Refusal.of(503, "the server is stopping");
    }
  }

  /**
   * Returns a job as it is now.
   *
   * @throws Refusal 404 if there is none of that name
   */
  synchronized SearchJob find(String id) {
    SearchJob job = jobs.get(id);
    if (job == null) {
      throw Refusal.of(404, "no search '%s'".formatted(id));
    }
    return job;
  }

  /**
   * Returns what a search knows by now.
   *
   * @throws Refusal 404 if it was forgotten meanwhile, 500 if it cannot be read
   */
  SearchState state(SearchJob job) {
    try {
      SearchState state = directory.states(job.request()).read();
      find(job.id());
      return state;
    } catch (InputException e) {
      throw Refusal.of(500, e.getMessage(), e);
    }
  }

  /** Returns all jobs in the order in which they were asked for. */
  synchronized List<SearchJob> all() {
    return List.copyOf(jobs.values());
  }

  /** Returns the number of searches that wait or run. */
  synchronized int pending() {
    return (int) jobs.values().stream().filter(SearchJob::isPending).count();
  }

  /**
   * Cancels a job and forgets it: nothing is kept but the statistics of what it measured.
   *
   * @return the job as it was
   * @throws Refusal 404 if there is none of that name
   */
  synchronized SearchJob forget(String id) {
    SearchJob job = find(id);
    job.cancellation().cancel();
    directory.remove(job.request());
    jobs.remove(id);
    return job;
  }

  /** Forgets the oldest of what ended, if there are too many. */
  private void expire() {
    List<SearchJob> ended = jobs.values().stream().filter(job -> !job.isPending()).toList();
    for (SearchJob job : ended.subList(0, Math.max(0, ended.size() - limits.kept()))) {
      try {
        forget(job.id());
      } catch (InputException e) {
        LOG.warn("search {} cannot be forgotten: {}", job.id(), e.getMessage());
      }
    }
  }

  private void enqueue(SearchJob job) {
    worker.execute(() -> run(job));
  }

  private void run(SearchJob job) {
    try {
      job.cancellation().call(() -> search(job));
    } catch (CancellationException e) {
      LOG.debug("search {} was cancelled", job.id());
    } catch (InputException | Refusal e) {
      failed(job, e.getMessage());
    } catch (OutOfMemoryError e) {
      LOG.error("search {} failed", job.id(), e);
      failed(job, "out of memory");
    } catch (RuntimeException | Error e) {
      LOG.error("search {} failed", job.id(), e);
      failed(job, "internal error; the server's log says more");
    }
  }

  private SearchState search(SearchJob job) {
    replace(job, job.in(SearchJob.Phase.RUNNING));
    StateKeeper<SearchState> kept = directory.states(job.request());
    SearchState last =
        job.search()
            .run(
                new StateKeeper<>() {
                  @Override
                  public SearchState read() {
                    return kept.read();
                  }

                  @Override
                  public void keep(SearchState state) {
                    SearchJobs.this.keep(job, kept, state);
                  }
                },
                () -> false);
    replace(job, find(job.id()).with(last).in(SearchJob.Phase.DONE));
    return last;
  }

  /** Nothing is written of a job that was forgotten: it could be asked for again meanwhile. */
  private synchronized void keep(SearchJob job, StateKeeper<SearchState> kept, SearchState state) {
    requireKnown(job);
    kept.keep(state);
    jobs.computeIfPresent(job.id(), (id, known) -> known.with(state));
  }

  private synchronized void replace(SearchJob job, SearchJob next) {
    requireKnown(job);
    jobs.put(job.id(), next);
    expire();
  }

  private synchronized void failed(SearchJob job, String why) {
    if (isKnown(job) && !job.cancellation().isCancelled()) {
      replace(job, find(job.id()).failed(why));
    }
  }

  private void requireKnown(SearchJob job) {
    if (!isKnown(job)) {
      throw new CancellationException("forgotten");
    }
  }

  private boolean isKnown(SearchJob job) {
    SearchJob known = jobs.get(job.id());
    return known != null && known.cancellation() == job.cancellation();
  }

  /**
   * Asks the running search to end where it can be taken up again; the others are not begun. None
   * is accepted meanwhile, which nobody would run.
   */
  synchronized void stop() {
    stopped.cancel();
    worker.shutdown();
  }

  /** Waits, after {@link #stop}, for the end of the running search; returns whether it came. */
  boolean awaitEnd(Deadline deadline) {
    boolean isOver =
        Uninterruptibles.awaitTerminationUninterruptibly(
            worker, deadline.remaining(), TimeUnit.NANOSECONDS);
    if (isOver) {
      directory.close();
    }
    return isOver;
  }
}
