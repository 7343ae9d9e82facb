package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.files.BuildVersion;

/** Labels that are made by training. */
@Tag("slow")
class LabelCommandTest {
  @TempDir Path folder;

  @Test
  void labelsAreMadeAndResumed() throws IOException {
    Path out = folder.resolve("labels.csv");
    List<String> command =
        List.of(
            "label",
            "--candidates",
            "random:6",
            "--images",
            Cli.idx(folder, 60),
            "--train-images",
            "40",
            "--test-images",
            "20",
            "--channels",
            "4",
            "--cells",
            "1",
            "--epochs",
            "1",
            "--batch-size",
            "20",
            "--out",
            out.toString());
    assertThat(Cli.run(command, "--threads", 1).done().out()).contains("6 labels, 6 made now");
    List<String> lines = Files.readAllLines(out);
    assertThat(lines)
        .hasSize(12)
        .element(1)
        .isEqualTo(
            "# parzc %s label: accuracy (%%) on 20 test images after training on 40"
                .formatted(BuildVersion.VERSION));
    assertThat(lines.get(5)).isEqualTo("architecture,accuracy");
    assertThat(lines.stream().skip(6).map(line -> Double.parseDouble(line.split(",")[1])))
        .allMatch(accuracy -> accuracy >= 0 && accuracy <= 100 && accuracy * 20 % 100 == 0);

    Files.write(out, lines.subList(0, 9));
    assertThat(Cli.refused(folder, command))
        .isEqualTo(
            out
                + ": its lines are not those that its first line has the checksum of: it was"
                + " changed after it was written; without that line it is read as it is");
    Files.write(out, lines.subList(1, 9));
    assertThat(Cli.run(command, "--threads", 2).done().out())
        .contains("3 of 6 architectures are there already, skipped")
        .contains("6 labels, 3 made now");
    assertThat(Files.readAllLines(out)).isEqualTo(lines);
  }
}
