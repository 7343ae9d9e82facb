package org.parzc.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Draws;
import org.parzc.InputException;
import org.parzc.Seeded;
import org.parzc.spaces.nasbench.NasBench201;

class CsvTableTest {
  private static final String MESS = "a1,\"\n\r# |~é";

  @TempDir private Path folder;

  /**
   * Whatever the file, the reader either reads it or refuses it in one line that starts with the
   * file.
   */
  @Seeded(tries = 1000)
  void anyTextIsReadOrRefusedInOneLine(Draws draws) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("messy.csv"),
            "arch,label" + draws.text(0, 30, MESS) + "\n" + draws.text(0, 30, MESS));
    try {
      LabelFile.read(file, new NasBench201(), null, null, LabelRange.PERCENT);
      throw new AssertionError("no architecture can be made of these characters");
    } catch (InputException e) {
      assertThat(e.getMessage()).startsWith(file + ":").doesNotContain("\n").doesNotContain("\r");
    }
  }

  @Seeded(tries = 500)
  void fieldsStandWhereTheRowSays(Draws draws) {
    String first = draws.text(0, 8, "ab |");
    String second = draws.text(0, 8, "ab |");
    String line = '"' + first + "\"," + second + ",\"z\"";
    assertThat(line.substring(CsvTable.start(line, 0, ',') - 1)).startsWith(first + '"');
    assertThat(line.substring(CsvTable.start(line, 1, ',') - 1)).startsWith(second + ",");
    assertThat(line.substring(CsvTable.start(line, 2, ',') - 1)).isEqualTo("z\"");
    assertThat(CsvTable.start(line, 3, ',')).isEqualTo(line.length() + 1);
  }
}
