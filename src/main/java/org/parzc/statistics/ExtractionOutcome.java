package org.parzc.statistics;

import java.util.Objects;
import org.parzc.space.Architecture;

/** What became of one architecture. */
public sealed interface ExtractionOutcome {
  /** Measures an architecture; whatever is thrown on the way is its failure. */
  static ExtractionOutcome of(Extractor extractor, Architecture architecture) {
    try {
      return new Extracted(architecture, extractor.extract(architecture));
    } catch (RuntimeException e) {
      // LibTorch's messages carry C++ frames after the first line.
      String message = Objects.requireNonNullElse(e.getMessage(), "").lines().findFirst()
          .orElse(e.getClass().getSimpleName());
      return new Failed(architecture, message);
    }
  }

  /** Returns the architecture. */
  Architecture architecture();

  /** It was measured. */
  record Extracted(Architecture architecture, ArchitectureStatistics statistics) implements ExtractionOutcome {}

  /** It could not be run; the message is one line. */
  record Failed(Architecture architecture, String message) implements ExtractionOutcome {}
}
