package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Draws;
import org.parzc.Hostile;
import org.parzc.Seeded;
import org.parzc.files.Provenance;

/** States of searches that were cut or edited: each is gone on from or refused in one line. */
@Tag("slow")
class HostileStateTest {
  private static final Provenance SETTINGS = Provenance.of("seed", "1");

  @TempDir private Path folder;

  private static SearchState read(Path file) {
    return SearchStateFile.read(file, SETTINGS, Searches.SPACE);
  }

  private static void goOn(Path file, String algorithm) {
    SearchState state = read(file);
    Searches.search(Searches.algorithm(algorithm, 5), Searches.recorded(new ArrayList<>()), 1)
        .within(Budget.generations((int) Math.min(state.generation() + 2L, Integer.MAX_VALUE)))
        .run(StateKeeper.startingFrom(state), () -> false);
    state.best(3);
    state.front();
  }

  private Path state() {
    Path file = folder.resolve("state.json");
    SearchState state =
        Searches.search(Searches.algorithm("evolution", 5), Searches.recorded(new ArrayList<>()), 1)
            .run(new Budget(3, 100));
    SearchStateFile.write(
        file,
        SETTINGS,
        state.with(List.of(Evaluation.failed(Searches.SPACE.at(15_000), 1, "why"))));
    return file;
  }

  private Path online() {
    Path file = folder.resolve("online.json");
    OnlineStateFile.write(
        file,
        SETTINGS,
        new OnlineState(
            List.of(
                LabelOutcome.of(Searches.SPACE.at(1), 90.5),
                LabelOutcome.failed(Searches.SPACE.at(2), "nan")),
            Map.of(Searches.SPACE.at(3), "out of memory")));
    return file;
  }

  @Seeded(tries = 1)
  void damageIsRefused(Draws draws) throws Exception {
    Path file = state();
    damage(file, () -> seen(read(file)), draws);
    damage(file, () -> SearchHistory.read(file), draws);
    Path online = online();
    damage(
        online,
        () -> {
          OnlineState state = OnlineStateFile.read(online, SETTINGS, Searches.SPACE);
          return List.of(state.taken(), state.failures());
        },
        draws);
  }

  private static void damage(Path file, Callable<?> reading, Draws draws) throws Exception {
    Hostile.isRefusedOrMeansTheSame(file, reading, 500, draws);
  }

  private static Object seen(SearchState state) {
    return List.of(state.generation(), state.population(), List.copyOf(state.evaluations()));
  }

  @Test
  void whatWasChangedAndWhatIsOfAnotherKindIsSaid() throws IOException {
    Path file = state();
    String whole = Files.readString(file);
    Files.writeString(file, whole.replace("\"generation\":3", "\"generation\":2"));
    assertThatThrownBy(() -> read(file))
        .hasMessageMatching(
            Pattern.quote(file.toString())
                + ": damaged: found SHA-256 [0-9a-f]{12}…, and its first line has another: it was"
                + " changed after it was written; choose another state file");
    Files.writeString(file, whole.replace("search state", "predictor"));
    assertThatThrownBy(() -> read(file))
        .hasMessage(
            file + ": found a predictor, expected a search state; choose " + "another state file");
    Files.writeString(file, "{\"format\":1,\"settings\":{\"seed\":\"1\"},\"state\":{}}");
    assertThatThrownBy(() -> read(file))
        .hasMessage(
            file
                + ": not a search state of this version: found no checksum in "
                + "its first line; choose another state file");
  }

  /** As if they had been written like that: the checksums are right. */
  @Test
  void statesThatAreEdited() throws IOException {
    Path file = state();
    String whole = Files.readString(file);
    String first = whole.substring(0, whole.indexOf('\n') + 1);
    Random random = new Random(1);
    for (int attempt = 0; attempt < 600; attempt++) {
      Files.write(
          file,
          attempt % 4 == 0
              ? Hostile.bytes(whole.getBytes(StandardCharsets.UTF_8), random)
              : Hostile.rechecked(first + Hostile.text(whole.substring(first.length()), random))
                  .getBytes(StandardCharsets.UTF_8));
      Hostile.isRefused(() -> goOn(file, "evolution"));
      Hostile.isRefused(() -> goOn(file, "local"));
    }
    for (String part :
        List.of(
            "format",
            "settings",
            "state",
            "generation",
            "population",
            "evaluations",
            "architecture",
            "score",
            "cost",
            "failure")) {
      for (String value :
          List.of(
              "null",
              "1",
              "-5",
              "2147483647",
              "1e999",
              "\"x\"",
              "[]",
              "[null]",
              "{}",
              "{\"a\":null}")) {
        Files.writeString(
            file,
            Hostile.rechecked(
                whole.replaceFirst(
                    "\"" + part + "\":(\"[^\"]*\"|[-0-9.]+|\\[[^]]*\\]|\\{[^}]*\\})",
                    Matcher.quoteReplacement("\"" + part + "\":" + value))));
        Hostile.isRefused(() -> goOn(file, "evolution"));
      }
    }
  }

  @Test
  void onlineStatesThatAreEdited() throws IOException {
    Path file = online();
    String whole = Files.readString(file);
    String first = whole.substring(0, whole.indexOf('\n') + 1);
    Random random = new Random(2);
    for (int attempt = 0; attempt < 600; attempt++) {
      Files.write(
          file,
          Hostile.rechecked(first + Hostile.text(whole.substring(first.length()), random))
              .getBytes(StandardCharsets.UTF_8));
      Hostile.isRefused(() -> OnlineStateFile.read(file, SETTINGS, Searches.SPACE));
    }
    for (String part : List.of("labels", "failures", "architecture", "label")) {
      for (String value : List.of("null", "1", "\"x\"", "[]", "[null]", "{}", "{\"a\":null}")) {
        Files.writeString(
            file,
            Hostile.rechecked(
                whole.replaceFirst(
                    "\"" + part + "\":(\"[^\"]*\"|[-0-9.]+|\\[[^]]*\\]|\\{[^}]*\\})",
                    Matcher.quoteReplacement("\"" + part + "\":" + value))));
        Hostile.isRefused(() -> OnlineStateFile.read(file, SETTINGS, Searches.SPACE));
      }
    }
  }
}
