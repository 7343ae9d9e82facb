package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that keep the server waiting keep nobody else waiting, and are cut off. */
@Timeout(60)
@Tag("slow")
class SlowClientsTest {
  private static final String POST =
      "POST /score HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";

  private final List<Socket> sockets = new ArrayList<>();
  private TestService tested;

  @BeforeEach
  void train() {
    tested = new TestService();
  }

  @AfterEach
  void free() throws Exception {
    for (Socket socket : sockets) {
      socket.close();
    }
    tested.close();
  }

  private Server start(int queue, int connections, Duration request, Duration idle) {
    return tested.start(
        tested.service(tested::examples),
        new Limits(
            4_096, queue, SearchLimits.USUAL, connections, request, idle, Duration.ofSeconds(20)),
        Optional.empty(),
        Optional.empty());
  }

  /** Connects and sends the beginning of a request. */
  private Socket begin(Server server, String text) throws IOException {
    Socket socket = new Socket("127.0.0.1", server.address().getPort());
    sockets.add(socket);
    send(socket, text);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private static String answer(Socket socket) throws IOException {
    try {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }

  private static int score(Server server) throws Exception {
    String body = Client.architectures(List.of(TestService.architecture(1).text()));
    return new Client(server.address()).post("/score", body).status();
  }

  @Test
  void bodiesThatTrickleTakeNobodysPlace() throws Exception {
    Server server = start(2, 64, Duration.ofSeconds(2), Duration.ofSeconds(30));
    for (int i = 0; i < 32; i++) {
      begin(server, POST + "Content-Length: 1000\r\n\r\n{");
    }
    for (int i = 0; i < 10; i++) {
      assertThat(score(server)).isEqualTo(200);
      for (Socket socket : sockets) {
        send(socket, " ");
      }
    }
    for (Socket socket : sockets) {
      assertThat(answer(socket)).as("cut off").isEmpty();
    }
    assertThat(score(server)).isEqualTo(200);
  }

  @Test
  void headersThatTrickleAreCutOff() throws Exception {
    Server server = start(2, 64, Duration.ofSeconds(30), Duration.ofSeconds(1));
    Socket socket = begin(server, "GET /healthz HTTP/1.1\r\n");
    long start = System.nanoTime();
    try {
      while (Duration.ofNanos(System.nanoTime() - start).toSeconds() < 20) {
        send(socket, "X: y\r\n");
        Thread.sleep(50);
      }
    } catch (IOException e) {
      // What is wanted: the server closed the connection.
    }
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  @Test
  void aConnectionThatSaysNothingMoreIsClosed() throws Exception {
    Server server = start(2, 64, Duration.ofSeconds(30), Duration.ofSeconds(1));
    Socket socket = begin(server, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(answer(socket)).startsWith("HTTP/1.1 200").endsWith("{\"status\":\"ok\"}");
    assertThat(answer(begin(server, ""))).as("nor one that says nothing at all").isEmpty();
  }

  /** One more waits until another leaves, and is answered then. */
  @Test
  void connectionsAreCounted() throws Exception {
    Server server = start(2, 4, Duration.ofSeconds(30), Duration.ofSeconds(2));
    for (int i = 0; i < 12; i++) {
      begin(server, "");
    }
    Socket last = begin(server, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    last.setSoTimeout(500);
    assertThat(answer(last)).as("not yet").isEmpty();
    last.setSoTimeout(50_000);
    assertThat(answer(last)).startsWith("HTTP/1.1 200");
    assertThat(score(server)).isEqualTo(200);
  }
}
