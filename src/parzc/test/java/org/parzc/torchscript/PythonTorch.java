package org.parzc.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Runs Python scripts of the tests with an installed PyTorch. */
public final class PythonTorch {
  private static final List<String> INTERPRETERS = List.of("python3", "/usr/bin/python3");
  private static final Optional<String> INTERPRETER =
      INTERPRETERS.stream()
          .filter(python -> run(List.of(python, "-c", "import torch")).code() == 0)
          .findFirst();

  private PythonTorch() {}

  private record Outcome(int code, String output) {}

  /**
   * Runs a script that is a resource beside this class; skips the test where there is no PyTorch.
   */
  public static void run(Path folder, String script, Object... arguments) {
    Assumptions.assumeTrue(
        INTERPRETER.isPresent(), "skipped: none of " + INTERPRETERS + " can import torch");
    try (var resource = Objects.requireNonNull(PythonTorch.class.getResourceAsStream(script))) {
      Path file = folder.resolve(script);
      Files.write(file, resource.readAllBytes());
      List<String> command = new ArrayList<>(List.of(INTERPRETER.orElseThrow(), file.toString()));
      for (Object argument : arguments) {
        command.add(argument.toString());
      }
      Outcome outcome = run(command);
      assertThat(outcome.code()).as(outcome.output()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Outcome(process.waitFor(), output);
    } catch (IOException e) {
      return new Outcome(-1, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
