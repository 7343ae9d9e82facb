package org.parzc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;

/** What made a file: kept in order, and compared in one way. */
class ProvenanceTest {
  private static final Path FILE = Path.of("cells.duckdb");
  private static final Provenance MADE =
      Provenance.of("space", "nasbench201").with("seed", 1).with("images", "");

  @Test
  void keepsTheOrderInWhichFactsWereGiven() {
    assertThat(MADE.with("seed", 2).with(Provenance.of("batches", 3)).facts())
        .containsExactly(
            entry("space", "nasbench201"),
            entry("seed", "2"),
            entry("images", ""),
            entry("batches", "3"));
    assertThat(MADE.sorted().facts().keySet()).containsExactly("images", "seed", "space");
    assertThat(MADE.without("seed", "unknown").facts().keySet()).containsExactly("space", "images");
    assertThat(MADE.get("seed")).contains("1");
    assertThat(MADE.get("batches")).isEmpty();
  }

  @Test
  void comparesWhatWasMadeWithWhatIsAskedFor() {
    assertThatCode(() -> MADE.requireSame(FILE, MADE.sorted())).doesNotThrowAnyException();
    assertThatThrownBy(
            () ->
                MADE.requireSame(
                    FILE, Provenance.of("batches", 2).with("seed", 3).with("images", "idx")))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "cells.duckdb: made with space nasbench201, asked for none; made with seed 1, asked for"
                + " seed 3; made with images none, asked for images idx; made without batches,"
                + " asked for batches 2 (use the same settings or another file)");
  }

  @Test
  void mayHaveMoreThanIsAskedFor() {
    assertThatCode(() -> MADE.requireAmong(FILE, Provenance.of("seed", 1)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> MADE.requireAmong(FILE, Provenance.of("seed", 2).with("batches", 2)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "cells.duckdb: made with seed 1, asked for seed 2; made without batches, asked for"
                + " batches 2 (use the same settings or another file)");
  }

  @Test
  void comesBackFromLinesAndFromJson() throws JsonProcessingException {
    assertThat(Provenance.ofLines(MADE.lines())).isEqualTo(MADE);
    assertThat(Provenance.ofLines(List.of("note one", "note two", "bare")).facts())
        .containsExactly(entry("note", "one; two"), entry("bare", ""));
    JsonMapper json = new JsonMapper();
    assertThat(json.writeValueAsString(MADE))
        .isEqualTo("{\"space\":\"nasbench201\",\"seed\":\"1\",\"images\":\"\"}");
    assertThat(json.readValue(json.writeValueAsString(MADE), Provenance.class)).isEqualTo(MADE);
  }
}
