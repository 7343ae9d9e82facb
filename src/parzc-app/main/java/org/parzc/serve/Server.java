package org.parzc.serve;

import com.google.common.primitives.Ints;
import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.handlers.GracefulShutdownHandler;
import io.undertow.server.handlers.PathTemplateHandler;
import io.undertow.util.Headers;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.parzc.InputException;
import org.xnio.Options;

/**
 * Answers over HTTP with JSON; {@code GET /openapi.json} describes the paths, and {@code GET /} is
 * a page for people. A request that is refused gets {@code {"error": LINE}}. Thread-safe.
 */
public final class Server implements AutoCloseable {
  static {
    // Undertow's own log goes where ours goes; it looks for SLF4J only where Logback is.
    System.setProperty("org.jboss.logging.provider", "slf4j");
  }

  /** Threads for requests that bring no work, beside one for each that does. */
  private static final int IDLE_THREADS = 4;

  private static final int IO_THREADS = 2;

  /**
   * Of a body that is too large, so many times the limit are read on, so that the client hears why
   * it is refused.
   */
  private static final int DRAINED = 8;

  private static final Duration LONGEST_UNWINDING = Duration.ofSeconds(3);

  private final WorkQueue queue = new WorkQueue();
  private final Limits limits;
  private final Optional<SearchJobs> jobs;
  private final GracefulShutdownHandler graceful;
  private final Undertow undertow;

  private Server(Service service, ServerSettings settings, Optional<Path> directory) {
    limits = settings.limits();
    Measuring measuring = new Measuring(service, queue);
    jobs = directory.map(place -> new SearchJobs(service, measuring, place, limits.searches()));
    Semaphore slots = new Semaphore(limits.queue());
    IntSupplier queued = () -> limits.queue() - slots.availablePermits();
    ServerMetrics metrics =
        new ServerMetrics(
            queued, () -> jobs.map(SearchJobs::pending).orElse(0), service.extracted());
    List<Route> routes = new Endpoints(service, measuring, jobs, metrics, queued).routes();
    PathTemplateHandler paths =
        new PathTemplateHandler(
            counted(
                metrics,
                "other",
                exchange -> RouteHandler.send(exchange, unknown(exchange, routes))),
            false);
    byPath(routes)
        .forEach(
            (path, methods) ->
                paths.add(path, counted(metrics, path, new RouteHandler(methods, limits, slots))));
    HttpHandler guarded =
        settings
            .token()
            .<HttpHandler>map(token -> guarded(token, openPaths(routes), metrics, paths))
            .orElse(paths);
    HttpHandler foreign =
        counted(metrics, "forbidden", exchange -> refuse(settings.web(), exchange));
    graceful =
        Handlers.gracefulShutdown(
            Handlers.httpContinueRead(new WebGuard(settings.web(), foreign, guarded)));
    undertow =
        Undertow.builder()
            .addHttpListener(
                settings.address().getPort(),
                settings.address().getAddress().getHostAddress(),
                graceful)
            .setIoThreads(IO_THREADS)
            .setWorkerThreads(limits.queue() + IDLE_THREADS)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, (long) DRAINED * limits.bodyBytes())
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, millis(limits.idle()))
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, millis(limits.idle()))
            .setSocketOption(Options.WRITE_TIMEOUT, millis(limits.idle()))
            .setSocketOption(Options.CONNECTION_HIGH_WATER, limits.connections())
            .setSocketOption(Options.CONNECTION_LOW_WATER, limits.connections())
            .build();
  }

  /**
   * Starts a server.
   *
   * @param service what it answers from
   * @param settings where it listens
   * @param directory where searches are kept; empty if it is to do none
   * @throws InputException if it cannot listen there, or the directory is not for it
   */
  public static Server start(Service service, ServerSettings settings, Optional<Path> directory) {
    Server server = new Server(service, settings, directory);
    try {
      server.undertow.start();
    } catch (RuntimeException e) {
      server.close();
      if (e.getCause() instanceof BindException) {
        throw new InputException(
            "%s: cannot listen there: %s".formatted(settings.address(), e.getCause().getMessage()),
            e);
      }
      throw e;
    }
    return server;
  }

  /** Returns where it listens. */
  public InetSocketAddress address() {
    return (InetSocketAddress) undertow.getListenerInfo().get(0).getAddress();
  }

  private static HttpHandler counted(ServerMetrics metrics, String path, HttpHandler next) {
    return exchange -> {
      long began = System.nanoTime();
      exchange.addExchangeCompleteListener(
          (completed, others) -> {
            metrics.answered(path, completed.getStatusCode(), System.nanoTime() - began);
            others.proceed();
          });
      next.handleRequest(exchange);
    };
  }

  private static Map<String, List<Route>> byPath(List<Route> routes) {
    return routes.stream()
        .collect(Collectors.groupingBy(Route::path, LinkedHashMap::new, Collectors.toList()));
  }

  private static Set<String> openPaths(List<Route> routes) {
    return routes.stream().filter(Route::isOpen).map(Route::path).collect(Collectors.toSet());
  }

  private static HttpHandler guarded(
      AccessToken token, Set<String> open, ServerMetrics metrics, HttpHandler next) {
    HttpHandler refused =
        counted(
            metrics,
            "unauthorised",
            exchange ->
                RouteHandler.send(
                    exchange,
                    Answer.failure(
                        401,
                        "expected the header Authorization: Bearer and the server's token",
                        Map.of("WWW-Authenticate", "Bearer"))));
    return exchange -> {
      boolean isOpen =
          open.contains(exchange.getRelativePath())
              || token.admits(exchange.getRequestHeaders().getFirst(Headers.AUTHORIZATION));
      (isOpen ? next : refused).handleRequest(exchange);
    };
  }

  private static void refuse(WebAccess access, HttpServerExchange exchange) {
    String reason = WebGuard.refusal(access, exchange).orElseThrow();
    RouteHandler.send(exchange, Answer.failure(403, reason, Map.of()));
  }

  private static Answer unknown(HttpServerExchange exchange, List<Route> routes) {
    return Answer.failure(
        404,
        "found %s, expected one of %s"
            .formatted(
                exchange.getRelativePath(),
                routes.stream().map(Route::path).distinct().collect(Collectors.joining(", "))),
        Map.of());
  }

  /**
   * Stops, within the time of {@link Limits#stop}: new requests get 503, those that are there are
   * answered as long as there is time, searches end where they can be taken up again. Stopping
   * again does nothing.
   *
   * @return whether nothing of the service is in use any more; if not, something runs on that no
   *     cancellation reaches, and {@link #close} waits for it
   */
  public boolean stop() {
    Deadline end = Deadline.after(limits.stop());
    jobs.ifPresent(SearchJobs::stop);
    graceful.shutdown();
    awaitAnswers(limits.stop().minus(unwinding()));
    queue.stop();
    awaitAnswers(Duration.ofNanos(end.remaining()));
    boolean isOver = awaitEnd(end);
    undertow.stop();
    return isOver;
  }

  private void awaitAnswers(Duration longest) {
    try {
      graceful.awaitShutdown(Math.max(0, longest.toMillis()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is left of the time to stop for work that was cancelled. */
  private Duration unwinding() {
    Duration quarter = limits.stop().dividedBy(4);
    return quarter.compareTo(LONGEST_UNWINDING) < 0 ? quarter : LONGEST_UNWINDING;
  }

  private boolean awaitEnd(Deadline deadline) {
    return queue.awaitEnd(deadline)
        && jobs.map(searches -> searches.awaitEnd(deadline)).orElse(true);
  }

  private static int millis(Duration duration) {
    return Ints.saturatedCast(duration.toMillis());
  }

  /**
   * Stops, and waits for what is still in use of the service, however long that takes. Closing
   * twice is allowed.
   */
  @Override
  public void close() {
    if (!stop()) {
      awaitEnd(Deadline.never());
    }
  }
}
