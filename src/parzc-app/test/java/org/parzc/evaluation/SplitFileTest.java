package org.parzc.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Hostile;
import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.spaces.nasbench.NasBench201;

/** Splits on disk. */
class SplitFileTest {
  private static final EnumerableSpace SPACE = new NasBench201();
  private static final List<Architecture> CELLS =
      IntStream.range(0, 30).mapToObj(i -> SPACE.at(500L * i)).toList();

  @TempDir Path folder;

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("splits.csv"), content);
  }

  private void refused(String content, String message) throws IOException {
    Path file = file(content.replace("A", CELLS.get(3).text()).replace("B", CELLS.get(4).text()));
    assertThatThrownBy(() -> SplitFile.read(file, SPACE, 2, CELLS))
        .isInstanceOf(InputException.class)
        .hasMessage(file + message);
  }

  @Test
  void whatIsReadIsWhatWasWritten() throws IOException {
    List<Split> splits = Split.draw(CELLS.size(), 3, 8);
    Path file = folder.resolve("splits.csv");
    SplitFile.write(file, splits, 12, CELLS);
    List<Split> read = SplitFile.read(file, SPACE, 12, CELLS);
    assertThat(read).extracting(Split::seed).containsExactly(8L, 9L, 10L);
    for (int i = 0; i < 3; i++) {
      assertThat(read.get(i).order()).isEqualTo(splits.get(i).order());
    }
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.get(0)).matches("# sha256 [0-9a-f]{64} of the lines below");
    assertThat(lines.subList(1, lines.size()))
        .hasSize(37)
        .startsWith(
            "split,position,architecture", "8,0," + CELLS.get(splits.get(0).order()[0]).text());
  }

  @Test
  void splitsThatWereChangedAreRefused() throws IOException {
    Path file = folder.resolve("splits.csv");
    SplitFile.write(file, Split.draw(CELLS.size(), 1, 8), 12, CELLS);
    byte[] whole = Files.readAllBytes(file);
    int first = Files.readString(file).indexOf('\n') + 1;
    for (int byteOf = first; byteOf < whole.length; byteOf += 7) {
      Files.write(file, Hostile.flipped(whole, 8 * byteOf + byteOf % 8));
      assertThat(Hostile.isRefused(() -> SplitFile.read(file, SPACE, 12, CELLS)))
          .as("byte %d", byteOf)
          .isTrue();
    }
  }

  @Test
  void linesOfSplitsMayAlternateAndColumnsStandAnywhere() throws IOException {
    Path file =
        file(
            "note,architecture,split,position\n-,%s,7,0\n-,%s,1,0\n-,%s,7,1\n-,%s,1,1\n"
                .formatted(
                    CELLS.get(2).text(),
                    CELLS.get(5).text(),
                    CELLS.get(4).text(),
                    CELLS.get(2).text()));
    List<Split> read = SplitFile.read(file, SPACE, 2, CELLS);
    assertThat(read).extracting(Split::seed).containsExactly(7L, 1L);
    assertThat(read.get(0).training(2)).containsExactly(2, 4);
    assertThat(read.get(1).training(2)).containsExactly(5, 2);
  }

  @Test
  void wrongFilesAreRefusedWithTheirPlace() throws IOException {
    refused("split,architecture\n0,A\n", ":1:1: no column 'position', found split, architecture");
    refused(
        "split,position,architecture\n0,0,A\n0,2,B\n",
        ":3:3: position: found 2, expected 1, the next of split 0");
    refused(
        "split,position,architecture\n0,0,A\n0,0,B\n",
        ":3:3: position: found 0, expected 1, the next of split 0");
    refused(
        "split,position,architecture\n0,0,A\n0,1,B\n1,1,A\n",
        ":4:3: position: found 1, expected 0, the next of split 1");
    refused("split,position,architecture\n0,0,A\n0,1,A\n", ":3:5: duplicate of line 2");
    refused(
        "split,position,architecture\n0,0,A\n0,1,B\n1,0,A\n",
        ":4:1: split 1 ends after 1 architectures, expected at least 2 for the largest budget");
    refused(
        "split,position,architecture\nfirst,0,A\n", ":2:1: found 'first', expected a whole number");
    refused(
        "split,position,architecture\n0,0,A\n0,0.5,B\n",
        ":3:3: found '0.5', expected a whole number");
    refused(
        "split,position,architecture\n0,0,|wrong\n",
        ":2:6: not an architecture of nasbench201: " + message("|wrong"));
    String unknown = SPACE.at(7).text();
    refused(
        "split,position,architecture\n0,0,A\n0,1," + unknown + "\n",
        ":3:5: found "
            + unknown
            + ", expected a labelled architecture with statistics, none of those excluded");
  }

  private static String message(String text) {
    try {
      return SPACE.parse(text).text();
    } catch (RuntimeException e) {
      return e.getMessage();
    }
  }

  @Test
  void changedFilesAreReadOrRefusedInOneLine() throws IOException {
    Path file = folder.resolve("splits.csv");
    SplitFile.write(file, Split.draw(CELLS.size(), 2, 8), 4, CELLS);
    String whole = Files.readString(file);
    Random random = new Random(1);
    int refused = 0;
    for (int attempt = 0; attempt < 200; attempt++) {
      Files.write(
          file,
          attempt % 2 == 0
              ? Hostile.text(whole, random).getBytes(StandardCharsets.UTF_8)
              : Hostile.bytes(whole.getBytes(StandardCharsets.UTF_8), random));
      refused += Hostile.isRefused(() -> SplitFile.read(file, SPACE, 4, CELLS)) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(100);
  }
}
