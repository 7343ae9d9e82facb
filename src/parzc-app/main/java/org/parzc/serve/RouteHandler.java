package org.parzc.serve;

import com.google.common.base.CharMatcher;
import com.google.common.net.MediaType;
import io.undertow.io.Receiver;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RequestTooBigException;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.PathTemplateMatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.parzc.InputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xnio.IoUtils;
import org.xnio.XnioExecutor;

/**
 * Brings requests of one path to its endpoints, within the limits, and answers back. Thread-safe.
 */
final class RouteHandler implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(RouteHandler.class);

  /** Seconds after which a client that was refused may ask again. */
  private static final int RETRY_SECONDS = 1;

  private final Map<String, Route> byMethod = new LinkedHashMap<>();
  private final Limits limits;
  private final Semaphore slots;

  /**
   * @param routes of one path, one for each of its methods
   * @param slots one for each request with work to do that the server takes on at once
   */
  RouteHandler(List<Route> routes, Limits limits, Semaphore slots) {
    routes.forEach(route -> byMethod.put(route.method(), route));
    this.limits = limits;
    this.slots = slots;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) {
    Deadline deadline = Deadline.after(limits.request());
    Route route = byMethod.get(exchange.getRequestMethod().toString());
    if (route == null) {
      String allowed = String.join(", ", byMethod.keySet());
      send(
          exchange,
          Answer.failure(
              405,
              "found %s, expected %s".formatted(exchange.getRequestMethod(), allowed),
              Map.of("Allow", allowed)));
    } else if (!route.isWork()) {
      exchange.dispatch(
          dispatched -> send(dispatched, answer(route, dispatched, new byte[0], deadline)));
    } else if (isJson(exchange)) {
      receive(route, exchange, deadline);
    } else {
      send(
          exchange,
          Answer.failure(
              415,
              "Content-Type: found %s, expected application/json"
                  .formatted(WebAccess.shown(String.valueOf(type(exchange)))),
              Map.of("Accept", "application/json")));
    }
  }

  private static String type(HttpServerExchange exchange) {
    return exchange.getRequestHeaders().getFirst(Headers.CONTENT_TYPE);
  }

  /** Any page may send a form or plain text, and a browser asks nobody first. */
  private static boolean isJson(HttpServerExchange exchange) {
    try {
      return type(exchange) != null
          && MediaType.parse(type(exchange))
              .withoutParameters()
              .is(MediaType.parse("application/json"));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Reads the body, before the request takes a slot from others. A client that takes longer over it
   * than an answer may take is cut off.
   */
  private void receive(Route route, HttpServerExchange exchange, Deadline deadline) {
    XnioExecutor.Key late =
        exchange
            .getIoThread()
            .executeAfter(
                () -> IoUtils.safeClose(exchange.getConnection()),
                deadline.remaining(),
                TimeUnit.NANOSECONDS);
    Receiver receiver = exchange.getRequestReceiver();
    receiver.setMaxBufferSize(limits.bodyBytes());
    receiver.receiveFullBytes(
        (received, body) -> {
          late.remove();
          work(route, received, body, deadline);
        },
        (failed, e) -> {
          late.remove();
          // What is left of the body would be taken for the next request: the client is told.
          failed.setPersistent(false);
          send(failed, unreadable(e));
        });
  }

  /** Does what a request that is there wants, if a slot is free for it. */
  private void work(Route route, HttpServerExchange exchange, byte[] body, Deadline deadline) {
    if (slots.tryAcquire()) {
      exchange.addExchangeCompleteListener(
          (completed, next) -> {
            slots.release();
            next.proceed();
          });
      exchange.dispatch(dispatched -> send(dispatched, answer(route, dispatched, body, deadline)));
    } else {
      send(
          exchange,
          failure(
              Refusal.forNow(
                  429,
                  "%d requests wait, which is the most".formatted(limits.queue()),
                  RETRY_SECONDS)));
    }
  }

  private Answer unreadable(IOException e) {
    return e instanceof RequestTooBigException || e instanceof Receiver.RequestToLargeException
        ? Answer.failure(
            413,
            "body: found more than %d bytes, which is the most".formatted(limits.bodyBytes()),
            Map.of())
        : Answer.failure(400, "body: cannot be read", Map.of());
  }

  private Answer answer(Route route, HttpServerExchange exchange, byte[] body, Deadline deadline) {
    try {
      Map<String, String> parameters = new HashMap<>();
      exchange
          .getQueryParameters()
          .forEach((name, values) -> parameters.put(name, values.getFirst()));
      parameters.putAll(exchange.getAttachment(PathTemplateMatch.ATTACHMENT_KEY).getParameters());
      return route.endpoint().answer(new Route.Call(body, parameters, deadline));
    } catch (InputException e) {
      return Answer.failure(400, oneLine(e.getMessage()), Map.of());
    } catch (Refusal e) {
      if (e.status() == 500) {
        LOG.error("{}: {}", route.path(), e.getMessage());
      }
      return failure(e);
    } catch (RuntimeException | Error e) {
      LOG.error("{} failed", route.path(), e);
      return Answer.failure(500, "internal error; the server's log says more", Map.of());
    }
  }

  private static Answer failure(Refusal refusal) {
    return Answer.failure(
        refusal.status(),
        oneLine(refusal.getMessage()),
        refusal.retryAfter().isPresent()
            ? Map.of("Retry-After", String.valueOf(refusal.retryAfter().getAsInt()))
            : Map.of());
  }

  /** Whatever was quoted in a message, it stays one line. */
  private static String oneLine(String message) {
    return CharMatcher.javaIsoControl().replaceFrom(String.valueOf(message), '·');
  }

  /** Answers a request. */
  static void send(HttpServerExchange exchange, Answer answer) {
    exchange.setStatusCode(answer.status());
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, answer.type());
    answer
        .headers()
        .forEach((name, value) -> exchange.getResponseHeaders().put(new HttpString(name), value));
    exchange.getResponseSender().send(ByteBuffer.wrap(answer.content()));
  }
}
