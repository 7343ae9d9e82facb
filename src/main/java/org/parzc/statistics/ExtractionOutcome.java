package org.parzc.statistics;

import org.parzc.space.Architecture;

/** What became of one architecture. */
public sealed interface ExtractionOutcome {
  /** Returns the architecture. */
  Architecture architecture();

  /** It was measured. */
  record Extracted(Architecture architecture, ArchitectureStatistics statistics) implements ExtractionOutcome {}

  /** It could not be run; the message is one line. */
  record Failed(Architecture architecture, String message) implements ExtractionOutcome {}
}
