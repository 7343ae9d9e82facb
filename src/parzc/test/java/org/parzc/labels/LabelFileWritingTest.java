package org.parzc.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.space.EnumerableSpace;
import org.parzc.spaces.nasbench.NasBench201;

/** Files of labels that are written here: complete, checked, and read back as they were. */
class LabelFileWritingTest {
  private static final EnumerableSpace SPACE = new NasBench201();

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("labels.csv");
  }

  @Test
  void writesWhatItReads() throws IOException {
    List<LabelledArchitecture> entries =
        IntStream.range(0, 50)
            .mapToObj(i -> new LabelledArchitecture(SPACE.at(i * 300L), 100 / (i + 1.0), i + 5))
            .toList();
    LabelFile.write(file, entries, "accuracy, %", List.of("made by a test", "seed 1"));
    Labels back = LabelFile.read(file, SPACE, null, null, LabelRange.PERCENT);
    assertThat(back.entries()).isEqualTo(entries);
    assertThat(back.column()).isEqualTo("accuracy, %");
    assertThat(Files.readString(file))
        .matches(
            "(?s)# sha256 [0-9a-f]{64} of the lines below\n"
                + "# made by a test\n"
                + "# seed 1\n"
                + "architecture,\"accuracy, %\"\n"
                + "\\|.*")
        .doesNotContain("\r")
        .endsWith("\n");
  }

  /** Whoever means the change deletes the line with the checksum. */
  @Test
  void whatWasWrittenIsRefusedOnceItIsChanged() throws IOException {
    LabelFile.write(file, List.of(new LabelledArchitecture(SPACE.at(0), 61)), "label", List.of());
    String edited = Files.readString(file).replace("61.0", "67.0");
    Files.writeString(file, edited);
    assertThatThrownBy(() -> LabelFile.read(file, SPACE, null, null, LabelRange.PERCENT))
        .isInstanceOf(InputException.class)
        .hasMessage(
            file
                + ": its lines are not those that its first line has the checksum of: it was"
                + " changed after it was written; without that line it is read as it is");
    Files.writeString(file, edited.substring(edited.indexOf('\n') + 1));
    assertThat(LabelFile.read(file, SPACE, null, null, LabelRange.PERCENT).values())
        .containsExactly(67);
  }

  @Test
  void replacesAFileAndLeavesNothingElse() throws IOException {
    LabelFile.write(file, List.of(new LabelledArchitecture(SPACE.at(0), 1)), "label", List.of());
    LabelFile.write(file, List.of(new LabelledArchitecture(SPACE.at(1), 2)), "label", List.of());
    assertThat(file)
        .content()
        .endsWith("\narchitecture,label\n" + SPACE.at(1) + ",2.0\n")
        .hasLineCount(3);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void refusesToWriteWhereItCannot() {
    Path nowhere = folder.resolve("none").resolve("labels.csv");
    assertThatThrownBy(() -> LabelFile.write(nowhere, List.of(), "label", List.of()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(nowhere + ": the directory does not exist");
  }

  @Test
  void refusesToWriteWhatItWouldNotRead() {
    LabelledArchitecture entry = new LabelledArchitecture(SPACE.at(0), Double.NaN);
    assertThatThrownBy(() -> LabelFile.write(file, List.of(entry), "label", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LabelFile.write(file, List.of(), "architecture", List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LabelFile.write(file, List.of(), "label", List.of("a\nb")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(file).doesNotExist();
  }
}
