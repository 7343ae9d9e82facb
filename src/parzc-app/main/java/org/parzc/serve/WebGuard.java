package org.parzc.serve;

import com.google.common.base.Ascii;
import com.google.common.net.HostAndPort;
import com.google.common.net.InetAddresses;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps web pages out that have no business here. A request must name this server as its host, else
 * a page whose name was bound to this machine's address (DNS rebinding) could read answers; and a
 * page of another origin must have been allowed, else any page could start searches. Programs send
 * neither {@code Origin} nor {@code Sec-Fetch-Site} and notice nothing. Thread-safe.
 */
final class WebGuard implements HttpHandler {
  private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");
  private static final HttpString FETCH_MODE = new HttpString("Sec-Fetch-Mode");
  private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
  private static final HttpString ASKED_METHOD = new HttpString("Access-Control-Request-Method");

  /** What a page of an allowed origin may send; a browser asks before it lets it. */
  private static final Map<String, String> ALLOWED =
      Map.of(
          "Access-Control-Allow-Methods", "GET, POST, DELETE",
          "Access-Control-Allow-Headers", "Authorization, Content-Type",
          "Access-Control-Max-Age", "600");

  private final WebAccess access;
  private final HttpHandler refused;
  private final HttpHandler next;

  /**
   * @param refused takes requests that {@link #refusal} says something about
   * @param next takes the others
   */
  WebGuard(WebAccess access, HttpHandler refused, HttpHandler next) {
    this.access = access;
    this.refused = refused;
    this.next = next;
  }

  @Override
  public void handleRequest(HttpServerExchange exchange) throws Exception {
    if (refusal(access, exchange).isPresent()) {
      refused.handleRequest(exchange);
      return;
    }
    Optional<String> origin = origin(exchange).filter(access.origins()::contains);
    if (origin.isPresent()) {
      exchange.getResponseHeaders().put(ALLOW_ORIGIN, origin.get()).put(Headers.VARY, "Origin");
      if (exchange.getRequestMethod().equals(Methods.OPTIONS)
          && exchange.getRequestHeaders().contains(ASKED_METHOD)) {
        RouteHandler.send(exchange, Answer.empty(204, ALLOWED));
        return;
      }
    }
    next.handleRequest(exchange);
  }

  /** Returns why a request is not answered; empty if it may be. */
  static Optional<String> refusal(WebAccess access, HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    HeaderValues hosts = headers.get(Headers.HOST);
    if (hosts == null || hosts.size() != 1) {
      return Optional.of(
          "Host: found %d, expected one".formatted(hosts == null ? 0 : hosts.size()));
    }
    String host = Ascii.toLowerCase(hosts.getFirst());
    if (!isOurs(access, host, exchange.getDestinationAddress().getAddress())) {
      return Optional.of(
          "Host: found '%s', expected the server's address, localhost or a name that it was told"
              .formatted(WebAccess.shown(host)));
    }
    Optional<String> origin = origin(exchange);
    if (origin.isPresent()) {
      boolean isAllowed =
          access.origins().contains(origin.get())
              || origin.get().equals("http://" + host)
              || origin.get().equals("https://" + host);
      return isAllowed
          ? Optional.empty()
          : Optional.of(
              "Origin: found '%s', expected the server's own or one that it was told"
                  .formatted(WebAccess.shown(origin.get())));
    }
    return isForeign(exchange)
        ? Optional.of(
            "Sec-Fetch-Site: found '%s', expected a page of the server's own"
                .formatted(WebAccess.shown(headers.getFirst(FETCH_SITE))))
        : Optional.empty();
  }

  private static Optional<String> origin(HttpServerExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(Headers.ORIGIN))
        .map(Ascii::toLowerCase);
  }

  /** Returns whether a host is this server: the address that was connected to, or a name of it. */
  private static boolean isOurs(WebAccess access, String host, InetAddress connected) {
    String name;
    try {
      name = HostAndPort.fromString(host).getHost();
    } catch (IllegalArgumentException e) {
      return false;
    }
    // A container sees an address of its own, whatever the client connected to.
    return name.equals("localhost")
        || access.names().contains(name)
        || (InetAddresses.isInetAddress(name) && InetAddresses.forString(name).equals(connected));
  }

  /**
   * Says that a page elsewhere is behind a request, which is more than a link that was followed.
   */
  private static boolean isForeign(HttpServerExchange exchange) {
    HeaderMap headers = exchange.getRequestHeaders();
    String site = headers.getFirst(FETCH_SITE);
    boolean isLink =
        exchange.getRequestMethod().equals(Methods.GET)
            && "navigate".equals(headers.getFirst(FETCH_MODE));
    return site != null && !site.equals("same-origin") && !site.equals("none") && !isLink;
  }
}
