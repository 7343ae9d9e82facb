package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.examples.RankAndSearch;
import org.parzc.model.RankedArchitecture;
import org.parzc.space.Skeleton;

/** The example of the Java API runs, and is what the README shows. */
class JavaApiTest {
  private static final Path SOURCE = Path.of("examples/java/main/java/org/parzc/examples/RankAndSearch.java");

  @TempDir
  Path folder;

  @Test
  void ranksAndSearches() {
    RankAndSearch.Result result = RankAndSearch.run(Cli.labels(folder.resolve("labels.csv"), 12), 15);
    assertThat(result.ranking()).extracting(RankedArchitecture::rank).startsWith(1, 2, 3).hasSize(12);
    assertThat(result.ranking().get(0).score()).isGreaterThan(result.ranking().get(11).score());
    Skeleton skeleton = new Skeleton(4, 1, 10, Cli.SPACE.defaultSkeleton().input());
    assertThat(result.found().evaluations()).hasSize(15).allSatisfy(one ->
        assertThat(one.architecture().representative().blueprint(skeleton).parameters()).isLessThanOrEqualTo(8_000));
  }

  @Test
  void theReadmeShowsIt() throws Exception {
    String source = Files.readString(SOURCE);
    String body = source.substring(source.indexOf("    SearchSpace space = "), source.lastIndexOf("  }\n}"));
    assertThat(body.lines().count()).as("lines, of which braces alone close").isLessThanOrEqualTo(24);
    assertThat(blanksAside(Files.readString(Path.of("README.md")))).contains(blanksAside(body));
  }

  private static String blanksAside(String text) {
    return CharMatcher.whitespace().removeFrom(text);
  }
}
