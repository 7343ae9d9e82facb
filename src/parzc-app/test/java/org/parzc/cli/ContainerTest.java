package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.store.DuckDbStore;

/** The recipe of the container image, and processes whose id is 1 each time. */
@Timeout(120)
class ContainerTest {
  @TempDir private Path folder;

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern, Pattern.MULTILINE)
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.group(1))
        .toList();
  }

  /** What the launcher and the bundle say that they need is what the recipe installs. */
  @Test
  void theRecipeHasWhatTheBuildNeeds() throws Exception {
    String recipe = Files.readString(Path.of("Dockerfile"));
    List<String> stages = List.of(recipe.split("(?m)^FROM "));
    assertThat(stages).hasSize(3);
    List<String> needed =
        found("^ *need \"?[$\\w{}+]+\"? (\\S+)$", Files.readString(Path.of("parzc")));
    assertThat(needed).contains("maven", "cmake");
    assertThat(stages.get(1)).contains(needed).contains("binutils", "scripts/bundle.sh /opt/parzc");
    assertThat(stages.get(2))
        .contains("libstdc++6", "zlib1g", "ENTRYPOINT [\"/opt/parzc/bin/parzc\"]")
        .containsPattern("HEALTHCHECK[^\n]*\\\\\n *CMD curl .*/healthz");
    assertThat(found("^USER (.*)$", recipe)).containsExactly("parzc");
  }

  /** In a container every process has the id 1, the one that was killed and the next. */
  @Test
  @Tag("slow")
  @Tag("thorough")
  void aKilledProcessOfTheSameIdIsInNobodysWay() throws Exception {
    List<String> asFirst = List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc");
    assumeTrue(
        Cli.shell("unshare", "--pid", "--fork", "--mount-proc", "true") == 0,
        "cannot make a namespace here (needs root)");
    Path output = folder.resolve("output");
    Path log = folder.resolve("cells.duckdb.wal");
    Path store = folder.resolve("cells.duckdb");
    List<Object> work =
        List.of("statistics", "--candidates", "random:40", "--store", store, Cli.QUICK);
    Process killed = Cli.startUnder(asFirst, folder, output, "tmp1", work);
    while (!Files.exists(log) || Files.size(log) < 10_000) {
      assertThat(killed.isAlive()).isTrue();
      Thread.sleep(10);
    }
    killed.destroyForcibly().waitFor();
    Process next = Cli.startUnder(asFirst, folder, output, "tmp2", work);
    assertThat(next.waitFor()).as(Files.readString(output)).isZero();
    try (DuckDbStore rows = DuckDbStore.openReadOnly(store)) {
      assertThat(rows.counts().architectures()).isEqualTo(40);
    }
  }
}
