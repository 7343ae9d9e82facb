package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Settings hold while anything needs them, and are made and put back once. */
class ScopedSettingsTest {
  private final List<String> happened = new ArrayList<>();
  private final ScopedSettings settings =
      new ScopedSettings(
          () -> {
            happened.add("set");
            return () -> happened.add("restored");
          });

  @Test
  void areMadeByTheFirstAndPutBackAfterTheLast() {
    settings.begin();
    settings.begin();
    settings.end();
    assertThat(happened).containsExactly("set");
    settings.end();
    assertThat(happened).containsExactly("set", "restored");
  }

  @Test
  void areMadeAgainForTheNext() {
    settings.begin();
    settings.end();
    settings.begin();
    assertThat(happened).containsExactly("set", "restored", "set");
  }
}
