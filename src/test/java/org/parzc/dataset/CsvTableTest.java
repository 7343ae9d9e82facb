package org.parzc.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.parzc.InputException;
import org.parzc.spaces.nasbench.NasBench201;

class CsvTableTest {
  @Provide
  Arbitrary<String> messy() {
    return Arbitraries.strings().withChars("a1,\"\n\r# |~é").ofMaxLength(30);
  }

  /** Whatever the file, the reader either reads it or refuses it in one line that starts with the file. */
  @Property(tries = 1000)
  void anyTextIsReadOrRefusedInOneLine(@ForAll("messy") String header, @ForAll("messy") String rest)
      throws IOException {
    Path file = Files.createTempFile("messy", ".csv");
    try {
      Files.writeString(file, "arch,label" + header + "\n" + rest);
      LabelFile.read(file, new NasBench201(), null, null, LabelRange.PERCENT);
      throw new AssertionError("no architecture can be made of these characters");
    } catch (InputException e) {
      assertThat(e.getMessage()).startsWith(file + ":").doesNotContain("\n").doesNotContain("\r");
    } finally {
      Files.delete(file);
    }
  }

  @Property(tries = 500)
  void fieldsStandWhereTheRowSays(@ForAll("plain") String first, @ForAll("plain") String second) {
    String line = '"' + first + "\"," + second + ",\"z\"";
    assertThat(line.substring(CsvTable.start(line, 0, ',') - 1)).startsWith(first + '"');
    assertThat(line.substring(CsvTable.start(line, 1, ',') - 1)).startsWith(second + ",");
    assertThat(line.substring(CsvTable.start(line, 2, ',') - 1)).isEqualTo("z\"");
    assertThat(CsvTable.start(line, 3, ',')).isEqualTo(line.length() + 1);
  }

  @Provide
  Arbitrary<String> plain() {
    return Arbitraries.strings().withChars("ab |").ofMaxLength(8);
  }
}
