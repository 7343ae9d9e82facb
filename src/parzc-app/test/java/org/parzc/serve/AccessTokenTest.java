package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;

/** The token is a secret, and nothing is answered without it. */
@Tag("slow")
class AccessTokenTest {
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

  @Test
  void isAskedOfEveryRequestButOne() throws Exception {
    String body = Client.architectures(List.of(TestService.architecture(1).text()));
    AccessToken token = TestService.token(folder, "0123456789abcdef-Z\n");
    Client client =
        new Client(
            tested
                .start(
                    tested.service(tested::examples),
                    TestService.LIMITS,
                    Optional.of(token),
                    Optional.empty())
                .address());
    for (String[] wrong :
        new String[][] {
          {},
          {"Authorization", "Bearer 0123456789abcdef-z"},
          {"Authorization", "0123456789abcdef-Z"},
          {"Authorization", "Bearer 0123456789abcdef-Z 0"}
        }) {
      for (String path : List.of("/score", "/metrics", "/nowhere")) {
        Client.Reply reply = client.post(path, body, wrong);
        assertThat(reply.status()).as(path).isEqualTo(401);
        assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
      }
    }
    assertThat(client.get("/healthz").status()).isEqualTo(200);
    for (String scheme : List.of("Bearer", "bearer", "BEARER")) {
      assertThat(
              client.post("/score", body, "Authorization", scheme + " 0123456789abcdef-Z").status())
          .as(scheme)
          .isEqualTo(200);
    }
    Path file = folder.resolve("token");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> AccessToken.read(file))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file + ": every user of this machine may read it, expected a secret (chmod o-rwx)");
    assertThatThrownBy(() -> TestService.token(folder, "short\n"))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file + ": found no token, expected one line of at least 16 printable ASCII characters");
    assertThatThrownBy(() -> AccessToken.read(folder)).isInstanceOf(InputException.class);
  }
}
