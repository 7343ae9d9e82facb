package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.parzc.search.Searches.SPACE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelRange;

/** Labels that a command of the user prints. */
@Tag("slow")
class CommandLabellerTest {
  @TempDir private Path folder;

  private static CommandLabeller command(String command) {
    return new CommandLabeller(command, LabelRange.PERCENT, Direction.HIGHER_IS_BETTER);
  }

  @Test
  void commandsGiveLabels() throws Exception {
    Path log = folder.resolve("log");
    Labeller command =
        command(
            "echo training >&2; printf '%s\\n' {architecture} >> "
                + log
                + "; echo epoch 1; echo ' 93.5 '");
    assertThat(command.label(SPACE.at(7))).isEqualTo(93.5);
    assertThat(Files.readString(log))
        .as("one word, whatever the shell thinks of |")
        .isEqualTo(SPACE.at(7) + "\n");
  }

  @Test
  void commandsThatFailAreReported() {
    assertThatThrownBy(() -> command("train"))
        .isInstanceOf(InputException.class)
        .hasMessage("label command 'train': found no {architecture}");
    Map.of(
            "exit 3",
            "ended with exit code 3",
            "kill -9 $$",
            "ended with exit code 137",
            "true",
            "printed nothing, expected a number",
            "echo",
            "printed '' as its last line, expected a number",
            "echo 90; echo nan",
            "printed 'nan' as its last line, expected a number",
            "echo inf",
            "printed 'inf' as its last line, expected a number",
            "echo 93,5",
            "printed '93,5' as its last line, expected a number",
            "echo 250",
            "printed '250' as its last line, expected 0.0 to 100.0; the label range"
                + " says which labels make sense")
        .forEach(
            (text, why) ->
                assertThatThrownBy(() -> command(text + " # {architecture}").label(SPACE.at(0)))
                    .isInstanceOf(UnlabelledException.class)
                    .hasMessage("the label command " + why));
  }
}
