package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.examples.RankAndSearch;
import org.parzc.model.RankedArchitecture;
import org.parzc.space.Skeleton;

/** The example of the Java API runs, and is what the README shows. */
@Tag("slow")
class JavaApiTest {
  private static final Path SOURCE =
      Path.of("examples/java/main/java/org/parzc/examples/RankAndSearch.java");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"cells.jsonl", "cells.duckdb"})
  void ranksAndSearches(String store) {
    Path labels = Cli.labels(folder.resolve("labels.csv"), 12);
    List<String> candidates = IntStream.range(20, 26).mapToObj(Cli::cell).toList();
    RankAndSearch.Result result = RankAndSearch.run(labels, folder.resolve(store), candidates, 15);
    assertThat(result.ranking().architectures())
        .extracting(RankedArchitecture::rank)
        .containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(result.ranking().architectures())
        .extracting(RankedArchitecture::architecture)
        .containsExactlyInAnyOrderElementsOf(candidates);
    assertThat(result.ranking().best().score())
        .isGreaterThan(result.ranking().architectures().get(5).score());
    Skeleton skeleton = new Skeleton(4, 1, 10, Cli.SPACE.defaultSkeleton().input());
    assertThat(result.found().evaluations())
        .hasSize(15)
        .allSatisfy(
            one ->
                assertThat(one.architecture().representative().blueprint(skeleton).parameters())
                    .isLessThanOrEqualTo(8_000));
  }

  @Test
  void theReadmeShowsIt() throws Exception {
    String source = Files.readString(SOURCE);
    String body =
        source.substring(source.indexOf("    SearchSpace space = "), source.lastIndexOf("  }\n}"));
    assertThat(body.lines().count())
        .as("lines, of which braces alone close")
        .isLessThanOrEqualTo(24);
    assertThat(blanksAside(Files.readString(Path.of("README.md")))).contains(blanksAside(body));
  }

  private static String blanksAside(String text) {
    return CharMatcher.whitespace().removeFrom(text);
  }
}
