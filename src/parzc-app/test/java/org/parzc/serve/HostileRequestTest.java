package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Draws;
import org.parzc.Hostile;
import org.parzc.Seeded;

/**
 * Whatever bytes a client sends, the server answers well-formed and blames itself for nothing, or
 * hangs up; then it answers everybody else, and nothing of it is left over.
 */
@Timeout(900)
@Tag("slow")
class HostileRequestTest {
  private static final int TRIES = 400;
  private static final int PATIENCE_MILLIS = 200;
  private static final String BODY =
      "{\"architectures\":[\"%s\"]}".formatted(TestService.architecture(1).text());
  private static final List<String> LINES =
      List.of(
          "GET /healthz",
          "GET /metrics",
          "POST /score",
          "POST /statistics",
          "POST /search",
          "GET /search/0123456789abcdef0123456789abcdef?top=3",
          "DELETE /search/0123456789abcdef0123456789abcdef",
          "OPTIONS *",
          "GET //../%2e%2e/%00",
          "GET http://[::1/healthz");
  private static final List<String> HEADERS =
      List.of(
          "Content-Length: 5",
          "Content-Length: 99999999999999999999",
          "Transfer-Encoding: chunked",
          "Transfer-Encoding: gzip, chunked",
          "Expect: 100-continue",
          "Connection: close",
          "Connection: upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__",
          "Authorization: Bearer x",
          "Origin: null",
          "Content-Type: text/plain",
          "Host: elsewhere",
          "Cookie: a=\"b; c=d",
          "Content-Encoding: gzip",
          "Range: bytes=0-,0-,0-",
          "X: " + "y".repeat(100_000));
  private static final List<String> SEARCHES =
      List.of(
          "{\"objective\":\"proxy:zen\",\"evaluations\":5,\"population\":4,\"seed\":3}",
          "{\"objective\":\"predictor\",\"optimism\":0.5,\"draws\":2,\"generations\":1,"
              + "\"population\":4,\"where\":[\"params<=1.0M\"]}",
          "{\"objective\":\"sum:snip\",\"algorithm\":\"nsga2\",\"minimise\":\"params\","
              + "\"evaluations\":6,\"population\":4}");
  private static final Pattern VALUE = Pattern.compile("(?<=[:\\[,])(\"[^\"]*\"(?!:)|[0-9.]+)");
  private static final List<String> ODD_VALUES =
      List.of(
          "0",
          "-1",
          "2",
          "2147483647",
          "9223372036854775807",
          "9223372036854775808",
          "1e999",
          "-0.0",
          "1e-400",
          "null",
          "true",
          "\"NaN\"",
          "\"\"",
          "\"\\u0000\"",
          "\"predictor:/etc/passwd\"",
          "[]",
          "{}",
          "[null]");
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5]\\d\\d) .*");

  private static TestService tested;
  private static Server server;

  @TempDir private static Path folder;

  @BeforeAll
  static void start() {
    tested = new TestService();
    server =
        tested.start(
            tested.service(tested::examples),
            TestService.LIMITS,
            Optional.empty(),
            Optional.of(folder.resolve("jobs")));
  }

  @AfterAll
  static void free() throws Exception {
    tested.close();
  }

  /** Returns a request that is right, or has odd parts. */
  private static byte[] request(Draws draws) {
    String body = draws.of(BODY, BODY, SEARCHES.get(draws.nextInt(SEARCHES.size())));
    StringBuilder text = new StringBuilder(LINES.get(draws.nextInt(LINES.size())));
    text.append(draws.of(" HTTP/1.1", " HTTP/1.1", " HTTP/1.0", " HTTP/9", "")).append("\r\n");
    text.append("Host: localhost\r\nContent-Type: application/json\r\n");
    boolean chunked = draws.nextInt(3) == 0;
    text.append(
        chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.length() + "\r\n");
    for (int more = draws.whole(0, 2); more > 0; more--) {
      text.append(HEADERS.get(draws.nextInt(HEADERS.size()))).append("\r\n");
    }
    text.append("\r\n");
    if (chunked) {
      text.append(
          draws.of(
              "%x\r\n%s\r\n0\r\n\r\n".formatted(body.length(), body),
              "ffffffffffffffff\r\n" + body,
              "-1\r\n" + body,
              "%x;%s\r\n%s\r\n0\r\nX: y\r\n\r\n"
                  .formatted(body.length(), "e".repeat(9_000), body)));
    } else {
      text.append(body);
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] sent(Draws draws) {
    byte[] request = request(draws);
    return switch (draws.nextInt(4)) {
      case 0 -> request;
      case 1 -> Bytes.concat(request, request(draws), request);
      case 2 -> {
        byte[] noise = new byte[draws.whole(1, 3_000)];
        draws.nextBytes(noise);
        yield noise;
      }
      default -> Hostile.bytes(request, draws);
    };
  }

  /** Sends bytes in pieces; returns what comes back until the server hangs up or is silent. */
  private static String answers(byte[] bytes, Draws draws) throws IOException {
    StringBuilder answers = new StringBuilder();
    try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      int cut = draws.nextInt(bytes.length + 1);
      socket.getOutputStream().write(bytes, 0, cut);
      socket.getOutputStream().flush();
      socket.getOutputStream().write(bytes, cut, bytes.length - cut);
      switch (draws.nextInt(4)) {
        case 0 -> socket.setSoLinger(true, 0);
        case 1 -> {}
        default -> {
          if (draws.nextInt(4) != 0) {
            socket.shutdownOutput();
          }
          byte[] piece = new byte[8_192];
          for (int read = socket.getInputStream().read(piece);
              read >= 0;
              read = socket.getInputStream().read(piece)) {
            answers.append(new String(piece, 0, read, StandardCharsets.ISO_8859_1));
          }
        }
      }
    } catch (SocketException e) {
      answers.append("\r\nhung up");
    } catch (SocketTimeoutException e) {
      answers.append("\r\nsilent");
    }
    return answers.toString();
  }

  @Seeded(tries = TRIES)
  void anyBytesAreAnsweredWellFormedOrCutOff(Draws draws) throws Exception {
    String answers = answers(sent(draws), draws);
    if (!answers.isEmpty() && !answers.startsWith("\r\n")) {
      assertThat(answers.lines().findFirst().orElseThrow()).matches(STATUS);
    }
    assertThat(answers.lines().filter(line -> line.matches("HTTP/1\\.[01] 5.*"))).isEmpty();
    draws.count(
        answers.startsWith("HTTP/1.") ? "answered " + answers.charAt(9) + "xx" : "not answered");
  }

  /** Returns JSON with another value in place of one of its own. */
  private static String withOddValue(String json, Draws draws) {
    List<MatchResult> values = VALUE.matcher(json).results().toList();
    MatchResult one = values.get(draws.nextInt(values.size()));
    return json.substring(0, one.start())
        + ODD_VALUES.get(draws.nextInt(ODD_VALUES.size()))
        + json.substring(one.end());
  }

  @Seeded(tries = TRIES)
  void anyJsonIsAnsweredByAStatusOfTheClients(Draws draws) throws Exception {
    boolean search = draws.nextBoolean();
    String right = search ? SEARCHES.get(draws.nextInt(SEARCHES.size())) : BODY;
    String sent = draws.nextBoolean() ? Hostile.text(right, draws) : withOddValue(right, draws);
    byte[] body = sent.getBytes(StandardCharsets.UTF_8);
    String head =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                .formatted(search ? "/search" : draws.of("/score", "/statistics"))
            + "Content-Type: application/json\r\nContent-Length: %d\r\n\r\n".formatted(body.length);
    String answer;
    try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(Bytes.concat(head.getBytes(StandardCharsets.UTF_8), body));
      answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (SocketException e) {
      // Hung up before it had the whole of a body that is too long.
      assertThat(body.length).isGreaterThan(TestService.LIMITS.bodyBytes());
      draws.count("cut off");
      return;
    }
    MatchResult status = STATUS.matcher(answer).results().findFirst().orElseThrow();
    assertThat(status.group(1)).as(sent).isIn("200", "202", "400", "413", "429");
    draws.count("answered " + status.group(1));
  }

  /** Runs after the properties, or before: either way it makes the server some trouble first. */
  @Seeded(tries = 1)
  void nothingIsLeftOfThem(Draws draws) throws Exception {
    trouble(draws, 50);
    long threads = threads();
    long descriptors = descriptors();
    trouble(draws, 100);
    Client client = new Client(server.address());
    long end = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (System.nanoTime() < end
        && (!client.get("/metrics").response().body().contains("parzc_queue_length 0")
            || threads() > threads + 8
            || descriptors() > descriptors + 8)) {
      Thread.sleep(100);
    }
    assertThat(client.get("/metrics").response().body()).contains("parzc_queue_length 0");
    assertThat(threads()).isLessThanOrEqualTo(threads + 8);
    assertThat(descriptors()).isLessThanOrEqualTo(descriptors + 8);
    assertThat(client.get("/healthz").status()).isEqualTo(200);
    assertThat(client.post("/score", BODY).status()).isEqualTo(200);
  }

  private static void trouble(Draws draws, int requests) throws IOException {
    for (int i = 0; i < requests; i++) {
      answers(sent(draws), draws);
    }
  }

  private static long threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  private static long descriptors() {
    String[] open = Path.of("/proc/self/fd").toFile().list();
    return open == null ? 0 : open.length;
  }
}
