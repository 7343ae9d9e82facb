package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Hostile;
import org.parzc.torchscript.Modules;

/** From a directory of modules to a table. */
@Tag("slow")
class TorchScriptCommandsTest {
  private static final int NETWORKS = 16;

  @TempDir private Path folder;

  private Path nets;
  private List<String> space;
  private List<String> images;

  @BeforeEach
  void write() throws IOException {
    nets = Files.createDirectory(folder.resolve("nets"));
    StringBuilder manifest = new StringBuilder("id,file,label\n");
    for (int width = 1; width <= NETWORKS; width++) {
      Modules.small(nets.resolve("w%02d.pt".formatted(width)), 3, width, 10);
      manifest.append("w%02d,w%02d.pt,%d.5%n".formatted(width, width, 50 + width * width % 7));
    }
    Cli.write(nets.resolve("all.csv"), manifest.toString());
    space = List.of("--space", "torchscript:" + nets);
    images = List.of("--images", Cli.idx(folder, 40), "--batch-size", "8");
  }

  @Test
  void describeShowsWhatIsInAModule() {
    String out = Cli.run("describe", space, "w03", "--measure", images).done().out();
    assertThat(out)
        .containsPattern("architecture +w03@[0-9a-f]{12}\n")
        .containsPattern("params +%d\n".formatted(81 + 40))
        .containsPattern("depth +2\n")
        .contains("sha256")
        .containsPattern("0 +conv +conv3x3")
        .containsPattern("1 +fc +linear")
        .containsPattern("\nzen +");
  }

  @Test
  void fromADirectoryToARankingAndATable() {
    String store = folder.resolve("nets.duckdb").toString();
    String labels = nets.resolve("all.csv").toString();
    assertThat(
            Cli.run("statistics", space, "--candidates", "all", images, "--store", store)
                .done()
                .out())
        .contains("16 architectures extracted", "16 architectures, 32 nodes")
        .doesNotContain("cannot be had");
    assertThat(
            Cli.run(
                    "statistics",
                    "--space",
                    "torchscript:" + labels,
                    "--candidates",
                    "all",
                    images,
                    "--store",
                    store)
                .done()
                .out())
        .contains("16 of 16 architectures are there already");
    String ranking = folder.resolve("ranking.csv").toString();
    Cli.run(
            "rank",
            space,
            "--labels",
            labels,
            "--candidates",
            "all",
            images,
            "--store",
            store,
            "--out",
            ranking)
        .done();
    assertThat(new String(Cli.bytes(Path.of(ranking)), StandardCharsets.UTF_8))
        .containsPattern("w16@[0-9a-f]{12}")
        .hasLineCount(NETWORKS + 1);
    // A ranking's architectures are candidates again.
    assertThat(
            Cli.run("statistics", space, "--candidates", ranking, images, "--store", store)
                .done()
                .out())
        .contains("16 of 16 architectures are there already");
    assertThat(
            Cli.run(
                    "evaluate",
                    space,
                    "--labels",
                    labels,
                    "--store",
                    store,
                    "--budgets",
                    "10",
                    "--splits",
                    "2",
                    "--presets",
                    "default/epochs=2")
                .done()
                .out())
        .contains("16 labelled architectures with statistics", "MABN default", "Σ synflow", "zen");
  }

  @Test
  void aChangedFileIsMeasuredAnew() {
    String store = folder.resolve("nets.duckdb").toString();
    List<Object> command =
        List.of("statistics", space, "--candidates", "all", images, "--store", store);
    Cli.run(command.toArray()).done();
    Modules.small(nets.resolve("w03.pt"), 3, 20, 10);
    assertThat(Cli.run(command.toArray()).done().out())
        .contains(
            "15 of 16 architectures are there already",
            "1 architectures extracted",
            "17 architectures, 34 nodes");
  }

  /** Weights come first in a file: half way there are some. */
  @Test
  void aDamagedFileIsNamedAndNeverMeasured() {
    Path file = nets.resolve("w16.pt");
    byte[] whole = Cli.bytes(file);
    int at = Bytes.indexOf(whole, "/data/0".getBytes(StandardCharsets.US_ASCII));
    Cli.write(file, Hostile.flipped(whole, 8 * (at + 200)));
    assertThat(Cli.refused(folder, "describe", space, "w16"))
        .startsWith(file + ": ")
        .contains("was changed after it was written");
    Cli.Result result =
        Cli.run("statistics", space, "--candidates", "all", images, "--store", folder.resolve("s"));
    assertThat(result.out())
        .contains("15 architectures extracted")
        .containsPattern(
            "failed: w16@[0-9a-f]{12}: "
                + file
                + ": .* its entry w16/data/0 was changed after it was written");
  }

  @Test
  void whatCannotBeHadIsSaid() {
    Modules.write(
        nets.resolve("flat.pt"),
        "return torch.linear(torch.flatten(torch.relu(x), 1), self.fc, None)",
        "fc",
        Modules.shape(10, 3 * 32 * 32));
    assertThat(
            Cli.run(
                    "statistics",
                    space,
                    "--candidates",
                    "all",
                    images,
                    "--store",
                    folder.resolve("s"))
                .done()
                .out())
        .contains("proxy zen cannot be had of 1 of 17 architectures, left empty");
  }

  @Test
  void wrongInputIsRefusedInOneLine() throws IOException {
    assertThat(Cli.refused(folder, "describe", space, "w99")).contains("'w99'");
    assertThat(Cli.refused(folder, "describe", space, "w03", "--channels", "4"))
        .contains("--channels");
    assertThat(
            Cli.refused(
                folder, "describe", "--space", "torchscript:" + folder.resolve("none"), "a"))
        .contains("expected a directory");
    Files.write(nets.resolve("bad.pt"), new byte[100]);
    assertThat(Cli.refused(folder, "describe", space, "bad", images))
        .startsWith(nets.resolve("bad.pt") + ": not a");
    Modules.small(nets.resolve("seven.pt"), 3, 3, 7);
    assertThat(Cli.refused(folder, "describe", space, "seven", images))
        .contains("(batch, 7)", "(batch, 10)");
  }
}
