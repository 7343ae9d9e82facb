package org.parzc.spaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.parzc.Hostile;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;

/** Whatever is given for a published form is read or refused at its column. */
class HostileFormsTest {
  private static final int CHANGES = 400;
  private static final List<String> FORMS =
      List.of(
          "235",
          "([[0, 1, 1], [0, 0, 1], [0, 0, 0]], ['input', 'maxpool3x3', 'output'])",
          "{'matrix': [[0, 1], [0, 0]], 'ops': ['input', 'output']}",
          "(0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 2, 1)",
          "[[(0, 3), (1, 3), (0, 3), (1, 3), (1, 3), (0, 2), (0, 2), (2, 5)], [(0, 0), (1, 0), (2,"
              + " 2), (1, 0), (0, 0), (2, 2), (2, 2), (1, 0)]]",
          "Genotype(normal=[('none', 0), ('none', 1), ('none', 0), ('none', 1), ('none', 0),"
              + " ('none', 1), ('none', 0), ('none', 1)], normal_concat=range(2, 6),"
              + " reduce=[('none', 0), ('none', 1), ('none', 0), ('none', 1), ('none', 0), ('none',"
              + " 1), ('none', 0), ('none', 1)], reduce_concat=[2, 3, 4, 5])");

  @Test
  void changedFormsAreReadOrRefused() {
    for (int seed = 0; seed < CHANGES; seed++) {
      for (String form : FORMS) {
        String text = Hostile.text(form, new Random(seed));
        SearchSpaces.all().forEach(space -> readOrRefused(space, text));
      }
    }
  }

  private static void readOrRefused(SearchSpace space, String text) {
    try {
      Architecture architecture = space.interpret(text);
      assertThat(space.parse(architecture.text())).as(text).isEqualTo(architecture);
      assertThat(space.interpret(architecture.text())).as(text).isEqualTo(architecture);
    } catch (ArchitectureSyntaxException e) {
      assertThat(e.column()).as(text).isBetween(1, text.length() + 1);
    }
  }

  @Test
  void formsCutAnywhereAreReadOrRefused() {
    for (String form : FORMS) {
      for (int end = 0; end < form.length(); end++) {
        String text = form.substring(0, end);
        SearchSpaces.all().forEach(space -> readOrRefused(space, text));
      }
    }
  }
}
