package org.parzc.labels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.InputException;

/** Ranges of labels, as text. */
class LabelRangeTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1,2,3", "a,b", "1,NaN"})
  void refusesATextThatIsNoRange(String text) {
    assertThatThrownBy(() -> LabelRange.parse(text))
        .isInstanceOf(InputException.class)
        .hasMessage("label range: found '" + text + "', expected MIN,MAX");
  }

  @Test
  void refusesARangeWithoutLabels() {
    assertThatThrownBy(() -> LabelRange.parse("2,1"))
        .isInstanceOf(InputException.class)
        .hasMessage("label range: found 2.0,1.0, expected finite MIN < MAX");
  }
}
