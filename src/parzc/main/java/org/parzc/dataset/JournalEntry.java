package org.parzc.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.parzc.files.Provenance;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Recorded;

/**
 * An entry of a {@link JournalStore}: one of these, the others null.
 *
 * @param made what made the journal
 * @param device where what follows was measured
 * @param measured the statistics of an architecture
 * @param failed an architecture that could not be run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JournalEntry(Provenance made, String device, Measured measured, Failed failed) {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String MEASURED = "measured";
  private static final String ARCHITECTURE = "architecture";
  private static final byte[] NAN = ascii("\"NaN\"");
  private static final byte[] INFINITY = ascii("\"Infinity\"");
  private static final byte[] MINUS_INFINITY = ascii("\"-Infinity\"");
  private static final byte[] NON_FINITE = ascii("\"nonFinite\":");

  /** The statistics of an architecture. */
  record Measured(
      String architecture,
      long parameters,
      long flops,
      int depth,
      List<NodeStatistics> nodes,
      Map<String, Double> proxies) {
    static Measured of(ArchitectureStatistics one) {
      return new Measured(
          one.architecture(),
          one.parameters(),
          one.flops(),
          one.depth(),
          one.nodes(),
          one.proxies());
    }

    ArchitectureStatistics statistics(Recorded recorded) {
      return new ArchitectureStatistics(
          architecture, parameters, flops, depth, nodes, proxies, recorded);
    }
  }

  /** An architecture that could not be run. */
  record Failed(String architecture, String message) {}

  static JournalEntry made(Provenance made) {
    return new JournalEntry(made, null, null, null);
  }

  static JournalEntry measuredOn(String device) {
    return new JournalEntry(null, device, null, null);
  }

  static JournalEntry measured(ArchitectureStatistics one) {
    return new JournalEntry(null, null, Measured.of(one), null);
  }

  static JournalEntry failed(String architecture, String message) {
    return new JournalEntry(null, null, null, new Failed(architecture, message));
  }

  /**
   * Reads an entry.
   *
   * @throws JsonProcessingException if it is none
   */
  static JournalEntry of(byte[] json) throws JsonProcessingException {
    try {
      return JSON.readValue(json, JournalEntry.class);
    } catch (JsonProcessingException e) {
      throw e;
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory that cannot be read", e);
    }
  }

  /** Returns the entry's JSON. */
  byte[] bytes() {
    try {
      return JSON.writeValueAsBytes(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an entry that JSON has no form for", e);
    }
  }

  /** Returns the architecture of an entry as this class writes it, if it is one of statistics. */
  static Optional<String> architecture(byte[] json) {
    try (JsonParser parser = JSON.createParser(json)) {
      parser.nextToken();
      if (!MEASURED.equals(parser.nextFieldName())) {
        return Optional.empty();
      }
      parser.nextToken();
      return ARCHITECTURE.equals(parser.nextFieldName())
          ? Optional.ofNullable(parser.nextTextValue())
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Returns whether an entry may have numbers that are not finite: without reading it. */
  static boolean mayHaveNonFinite(byte[] json) {
    for (int at = 0; at < json.length; at++) {
      if (json[at] == '"'
          && (isAt(json, at, NAN)
              || isAt(json, at, INFINITY)
              || isAt(json, at, MINUS_INFINITY)
              || isAt(json, at, NON_FINITE)
                  && at + NON_FINITE.length < json.length
                  && json[at + NON_FINITE.length] != '0')) {
        return true;
      }
    }
    return false;
  }

  private static boolean isAt(byte[] json, int at, byte[] text) {
    return at + text.length <= json.length
        && Arrays.equals(json, at, at + text.length, text, 0, text.length);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
