package org.parzc.extraction;

import java.util.Objects;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;

/** What became of one architecture. */
public sealed interface ExtractionOutcome {
  /**
   * Measures an architecture; whatever is thrown on the way is its failure, unless the device is
   * gone.
   *
   * @throws IllegalArgumentException if the architecture is not of the extractor's space
   * @throws IllegalStateException if the extractor is, or was meanwhile, closed
   * @throws org.parzc.network.DeviceLostException if nothing can be run on the device any more
   */
  static ExtractionOutcome of(Extractor extractor, Architecture architecture) {
    extractor.requireMeasurable(architecture);
    try {
      return new Extracted(architecture, extractor.extract(architecture));
    } catch (RuntimeException e) {
      extractor.requireOpen();
      extractor.requireDevice();
      // LibTorch's messages carry C++ frames after the first line.
      String message =
          Objects.requireNonNullElse(e.getMessage(), "")
              .lines()
              .findFirst()
              .orElse(e.getClass().getSimpleName());
      return new Failed(architecture, message);
    }
  }

  /** Returns the architecture. */
  Architecture architecture();

  /** It was measured. */
  record Extracted(Architecture architecture, ArchitectureStatistics statistics)
      implements ExtractionOutcome {}

  /** It could not be run; the message is one line. */
  record Failed(Architecture architecture, String message) implements ExtractionOutcome {}
}
