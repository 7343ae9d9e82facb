package org.parzc.spaces.nasbench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;

/** Cells of NAS-Bench-101 as other code writes them. */
class NasBench101FormsTest {
  private static final SearchSpace SPACE = new NasBench101();

  /** Twelve edges; vertex 5 leads nowhere, so its operation and three of the edges go. */
  private static final String TWELVE_EDGES =
      "0111101/0000011/0000001/0000110/0000011/0000000/0000000;input|maxpool3x3|"
          + "maxpool3x3|conv3x3-bn-relu|conv3x3-bn-relu|conv3x3-bn-relu|output";

  private static final String NINE_EDGES =
      "011111/000001/000001/000010/000001/000000;input|maxpool3x3|maxpool3x3|"
          + "conv3x3-bn-relu|conv3x3-bn-relu|output";
  private static final String TUPLE =
      "(0,1,1,1,1,0,1, 0,0,0,0,0,1,1, 0,0,0,0,0,0,1, 0,0,0,0,1,1,0, 0,0,0,0,0,1,1, "
          + "0,0,0,0,0,0,0, 0,0,0,0,0,0,0, 0,2,2,4,4,4,1)";
  private static final String SMALL = "0101/0010/0001/0000;input|conv3x3-bn-relu|maxpool3x3|output";

  @Test
  void pruningComesBeforeCountingEdges() {
    assertThat(SPACE.interpret(TUPLE).text()).isEqualTo(NINE_EDGES);
    assertThat(SPACE.interpret(TWELVE_EDGES))
        .isEqualTo(SPACE.interpret(TUPLE))
        .isEqualTo(SPACE.parse(NINE_EDGES));
    Architecture written = SPACE.parse(TWELVE_EDGES);
    assertThat(written.text()).isEqualTo(TWELVE_EDGES);
    assertThat(written.representative()).isEqualTo(SPACE.parse(NINE_EDGES));
    assertThat(written.canonicalForm()).isEqualTo(SPACE.parse(NINE_EDGES).canonicalForm());
    assertThat(written.neighbours())
        .isNotEmpty()
        .allSatisfy(
            neighbour -> assertThat(SPACE.parse(neighbour.text()).neighbours()).contains(written));
  }

  @Test
  void textsThatPruneToOneCellAreOneArchitecture() {
    List<String> texts =
        List.of(
            SMALL,
            "01001/00100/00001/00000/00000;input|conv3x3-bn-relu|maxpool3x3|maxpool3x3|output",
            "01101/00010/00000/00001/00000;input|conv3x3-bn-relu|conv1x1-bn-relu|maxpool3x3|output");
    assertThat(texts.stream().map(SPACE::interpret).distinct().map(Architecture::text))
        .containsExactly(SMALL);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0101/0010/0001/0000;INPUT|CONV3X3-BN-RELU|MaxPool3x3|Output",
        "([[0, 1, 0, 1], [0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]], ['input', "
            + "'conv3x3-bn-relu', 'maxpool3x3', 'output'])",
        "[((0,1,0,1),(0,0,1,0),(0,0,0,1),(0,0,0,0)),(\"INPUT\",\"CONV3X3-BN-RELU\",\"MAXPOOL3X3\",\"OUTPUT\")]",
        "[[0,1,0,1],[0,0,1,0],[0,0,0,1],[0,0,0,0]];['input', 'conv3x3-bn-relu', 'maxpool3x3',"
            + " 'output']",
        "{'matrix': [[0,1,0,1],[0,0,1,0],[0,0,0,1],[0,0,0,0]], 'ops':"
            + " ['input','conv3x3-bn-relu','maxpool3x3','output']}",
        "api.ModelSpec(matrix=[[0,1,0,1],[0,0,1,0],[0,0,0,1],[0,0,0,0]], ops=['input',"
            + " 'conv3x3-bn-relu', 'maxpool3x3', 'output'])",
        "{\"module_adjacency\": [[0,1,0,1],[0,0,1,0],[0,0,0,1],[0,0,0,0]], \"module_operations\":"
            + " [\"input\", \"conv3x3-bn-relu\", \"maxpool3x3\", \"output\"],"
            + " \"trainable_parameters\": 8555530}",
        "([[0,1,0,1],[0,0,1,0],[0,0,0,1],[0,0,0,0]], [0, 4, 2, 1])",
        "(0, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 4, 2, 1)"
      })
  void otherFormsMeanTheSameCell(String text) {
    assertThat(SPACE.interpret(text)).isEqualTo(SPACE.parse(SMALL)).hasToString(SMALL);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "(0, 1, 0, 0, 0) ! 15 ! found 5 numbers, expected 6",
        "(0, 2, 0, 0, 0, 1) ! 5 ! found '2', expected a number from 0 to 1",
        "(0, 1, 0, 1, 0, 1) ! 11 ! found '1', expected 0, for edges lead to later vertices only",
        "(0, 1, 0, 0, 3, 1) ! 14 ! found '3', expected input, operation 1 of 2",
        "(0, 1, 0, 0, 0, 5) ! 17 ! found '5', expected a number from 0 to 4",
        "(0, 0, 0, 0, 0, 1) ! 1 ! found no path from the input to the output, expected one",
        "([[0, 1], [0]], ['input', 'output']) ! 11 ! found a list of 1, expected 2 entries of a"
            + " row",
        "([[0, 1], [0, 0]], ['input']) ! 20 ! found a list of 1, expected 2 operations, one for"
            + " each row of the matrix",
        "([[0,1,0],[0,0,1],[0,0,0]], ['input', 'conv3x3', 'output']) ! 39 ! found 'conv3x3',"
            + " expected conv3x3-bn-relu or conv1x1-bn-relu or maxpool3x3, operation 2 of 3",
        "{'matrix': [[0, 1], [0, 0]]} ! 1 ! found a dictionary, expected one with matrix and ops",
        "ModelSpec([[0, 1], [0, 0]], ['input', 'output']) ! 11 ! found '[', expected NAME=VALUE",
        "((0, 1), (0, 0), (0, 1)) ! 1 ! found a list of 3, expected a matrix of 2 to 7 rows and"
            + " columns and a list of as many operations"
      })
  void errorsNameTheColumn(String text, int column, String message) {
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> SPACE.interpret(text))
        .withMessage("column " + column + ": " + message)
        .satisfies(e -> assertThat(e.column()).isEqualTo(column));
  }
}
