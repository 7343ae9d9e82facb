package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Hostile;

/** States of searches that were cut or edited: each is gone on from or refused in one line. */
class HostileStateTest {
  private static final Map<String, String> SETTINGS = Map.of("seed", "1");

  @TempDir
  private Path folder;

  private static SearchState read(Path file) {
    return SearchStateFile.read(file, SETTINGS, Searches.SPACE);
  }

  private static void goOn(Path file, String algorithm) {
    SearchState state = read(file);
    Searches.search(Searches.algorithm(algorithm, 5), Searches.recorded(new ArrayList<>()), 1).run(state,
        new Search.Budget(state.generation() + 2, Integer.MAX_VALUE), any -> {});
    state.best(3);
    state.front();
  }

  private Path state() {
    Path file = folder.resolve("state.json");
    SearchState state = Searches.search(Searches.algorithm("evolution", 5), Searches.recorded(
        new ArrayList<>()), 1).run(SearchState.start(), new Search.Budget(3, 100), any -> {});
    SearchStateFile.write(file, SETTINGS, state.with(List.of(Evaluation.failed(Searches.SPACE.at(15_000), 1, "why"))));
    return file;
  }

  @Test
  void statesThatAreCut() throws IOException {
    Path file = state();
    byte[] whole = Files.readAllBytes(file);
    for (int end = 0; end < whole.length; end += 3) {
      Files.write(file, Arrays.copyOf(whole, end));
      assertThat(Hostile.isRefused(() -> read(file))).as("cut at %d", end).isTrue();
    }
  }

  @Test
  void statesThatAreEdited() throws IOException {
    Path file = state();
    String whole = Files.readString(file);
    Random random = new Random(1);
    for (int attempt = 0; attempt < 600; attempt++) {
      Files.write(file, attempt % 2 == 0 ? Hostile.text(whole, random).getBytes(StandardCharsets.UTF_8)
          : Hostile.bytes(whole.getBytes(StandardCharsets.UTF_8), random));
      Hostile.isRefused(() -> goOn(file, "evolution"));
      Hostile.isRefused(() -> goOn(file, "local"));
    }
    for (String part : List.of("format", "settings", "state", "generation", "population", "evaluations",
        "architecture", "score", "cost", "failure")) {
      for (String value : List.of("null", "1", "-5", "2147483647", "1e999", "\"x\"", "[]", "[null]", "{}",
          "{\"a\":null}")) {
        Files.writeString(file, whole.replaceFirst("\"" + part + "\":(\"[^\"]*\"|[-0-9.]+|\\[[^]]*\\]|\\{[^}]*\\})",
            Matcher.quoteReplacement("\"" + part + "\":" + value)));
        Hostile.isRefused(() -> goOn(file, "evolution"));
      }
    }
  }

  @Test
  void onlineStatesThatAreEdited() throws IOException {
    Path file = folder.resolve("online.json");
    OnlineStateFile.write(file, SETTINGS, new OnlineState(List.of(
        LabelOutcome.of(Searches.SPACE.at(1), 90.5), LabelOutcome.failed(Searches.SPACE.at(2), "nan")),
        Map.of(Searches.SPACE.at(3), "out of memory")));
    String whole = Files.readString(file);
    Random random = new Random(2);
    for (int attempt = 0; attempt < 600; attempt++) {
      Files.write(file, Hostile.text(whole, random).getBytes(StandardCharsets.UTF_8));
      Hostile.isRefused(() -> OnlineStateFile.read(file, SETTINGS, Searches.SPACE));
    }
    for (String part : List.of("labels", "failures", "architecture", "label")) {
      for (String value : List.of("null", "1", "\"x\"", "[]", "[null]", "{}", "{\"a\":null}")) {
        Files.writeString(file, whole.replaceFirst("\"" + part + "\":(\"[^\"]*\"|[-0-9.]+|\\[[^]]*\\]|\\{[^}]*\\})",
            Matcher.quoteReplacement("\"" + part + "\":" + value)));
        Hostile.isRefused(() -> OnlineStateFile.read(file, SETTINGS, Searches.SPACE));
      }
    }
  }
}
