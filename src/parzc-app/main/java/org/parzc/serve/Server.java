package org.parzc.serve;

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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.parzc.InputException;

/**
 * Answers over HTTP with JSON. Paths: {@code POST /score} and {@code POST /statistics} with {@code
 * {"architectures": [TEXT, ...]}}; {@code POST /search} with the settings of a search, {@code GET
 * /search/ID} for what became of it; {@code GET /healthz}; {@code GET /metrics} for Prometheus. A
 * request that is refused gets {@code {"error": LINE}}. Thread-safe.
 */
public final class Server implements AutoCloseable {
  static {
    // Undertow's own log goes where ours goes; it looks for SLF4J only where Logback is.
    System.setProperty("org.jboss.logging.provider", "slf4j");
  }

  static final String HEALTH = "/healthz";

  /** Threads for requests that bring no work, beside one for each that does. */
  private static final int IDLE_THREADS = 4;

  private static final int IO_THREADS = 2;

  /**
   * Of a body that is too large, so many times the limit are read on, so that the client hears why
   * it is refused.
   */
  private static final int DRAINED = 8;

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
    ServerMetrics metrics =
        new ServerMetrics(
            () -> limits.queue() - slots.availablePermits(),
            () -> jobs.map(SearchJobs::pending).orElse(0),
            service.extracted());
    List<Route> routes = new Endpoints(service, measuring, jobs, metrics).routes();
    PathTemplateHandler paths =
        new PathTemplateHandler(
            counted(
                metrics,
                "other",
                exchange -> RouteHandler.send(exchange, unknown(exchange, routes))),
            false);
    routes.forEach(
        route ->
            paths.add(
                route.path(),
                counted(metrics, route.path(), new RouteHandler(route, limits, slots))));
    HttpHandler guarded =
        settings.token().<HttpHandler>map(token -> guarded(token, metrics, paths)).orElse(paths);
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

  private static HttpHandler guarded(AccessToken token, ServerMetrics metrics, HttpHandler next) {
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
          exchange.getRelativePath().equals(HEALTH)
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
                routes.stream().map(Route::path).collect(Collectors.joining(", "))),
        Map.of());
  }

  /**
   * Stops: new requests get 503, those that are there are answered within the limit, searches end
   * where they can be taken up again. Nothing of the service is in use once this returns. Closing
   * twice is allowed.
   */
  @Override
  public void close() {
    jobs.ifPresent(SearchJobs::stop);
    graceful.shutdown();
    try {
      graceful.awaitShutdown(limits.stop().toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    queue.close();
    jobs.ifPresent(SearchJobs::close);
    undertow.stop();
  }
}
