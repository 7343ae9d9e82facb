package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that a proxy and a server could read in two ways, which lets one be smuggled past the
 * other (RFC 9112, sections 2.2, 5.1 and 6): refused, and never answered twice.
 */
@Tag("slow")
class HeaderFaultsTest {
  private static final String HOST = "Host: localhost\r\n";
  private static TestService tested;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    tested = new TestService();
  }

  @AfterAll
  static void free() throws Exception {
    tested.close();
  }

  private int port(Optional<AccessToken> token) {
    return tested
        .start(tested.service(tested::examples), TestService.LIMITS, token, Optional.empty())
        .address()
        .getPort();
  }

  /** Sends bytes as they are; returns the status of each answer. */
  private static List<String> statuses(int port, String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
          .lines()
          .filter(line -> line.startsWith("HTTP/1.1 "))
          .map(line -> line.substring(9, 12))
          .toList();
    } catch (SocketException e) {
      return List.of("cut off");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /healthz HTTP/1.1\r\n" + HOST + "\r\r\rGET /healthz HTTP/1.1\r\n" + HOST + "\r\n",
        "GET /healthz HTTP/1.1\r\n" + HOST + "X: a\r\r\nY: b\r\n\r\n",
        "GET /healthz HTTP/1.1\r\n" + HOST + "X : a\r\n\r\n",
        "GET /healthz HTTP/1.1\r\n" + HOST + "X\u0000: a\r\n\r\n",
        "GET /healthz HTTP/1.1\r\n " + HOST + "\r\n"
      })
  void areAnsweredOnceAtMostAndNeverAsIfAllWereWell(String request) throws IOException {
    assertThat(statuses(port(Optional.empty()), request))
        .hasSizeLessThanOrEqualTo(1)
        .doesNotContain("200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
        "Content-Length: +2\r\n\r\n{}",
        "Content-Length: -2\r\n\r\n{}",
        "Transfer-Encoding: chunked, identity\r\n\r\n{}"
      })
  void lengthsThatContradictEachOther(String rest) throws IOException {
    String request =
        "POST /score HTTP/1.1\r\n" + HOST + "Content-Type: application/json\r\n" + rest;
    assertThat(statuses(port(Optional.empty()), request))
        .hasSizeLessThanOrEqualTo(1)
        .doesNotContain("200");
  }

  @Test
  void aLineThatBeginsWithBlanksIsNoHeader() throws IOException {
    int port = port(Optional.of(TestService.token(folder, "0123456789abcdef")));
    String bearer = "Authorization: Bearer 0123456789abcdef\r\n\r\n";
    assertThat(statuses(port, "GET /metrics HTTP/1.1\r\n" + HOST + bearer)).contains("200");
    assertThat(statuses(port, "GET /metrics HTTP/1.1\r\n" + HOST + "  " + bearer))
        .doesNotContain("200");
    assertThat(statuses(port, "GET /metrics HTTP/1.1\r\n" + HOST + "X: y\r\n\t" + bearer))
        .doesNotContain("200");
  }
}
