package org.parzc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InputExceptionTest {
  private static final InputException REFUSED =
      new InputException(
          "found '%s', expected 1; %s says $1\n"
              .formatted("label-range", InputException.setting("label-range")));

  @Test
  void settingsHaveTheNamesOfWhoShowsTheMessage() {
    assertThat(REFUSED).hasMessage("found 'label-range', expected 1; label-range says $1·");
    assertThat(REFUSED.message(name -> "--" + name))
        .isEqualTo("found 'label-range', expected 1; --label-range says $1·");
    assertThat(REFUSED.message(name -> "$" + name)).endsWith("; $label-range says $1·");
  }

  @Test
  void moreSaidAroundKeepsTheSettings() {
    InputException more =
        REFUSED.between("a.csv: ", "; or " + InputException.setting("skip-invalid"));
    assertThat(more)
        .hasMessage("a.csv: found 'label-range', expected 1; label-range says $1·; or skip-invalid")
        .hasCause(REFUSED);
    assertThat(more.message(name -> "--" + name))
        .isEqualTo(
            "a.csv: found 'label-range', expected 1; --label-range says $1·; or --skip-invalid");
  }
}
