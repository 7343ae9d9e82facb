package org.parzc.cli;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.extraction.RoundingSurvey;
import org.parzc.network.Device;
import org.parzc.network.DeviceRequest;
import org.parzc.space.Architecture;
import picocli.CommandLine.Option;

/**
 * The option that says how many networks are measured again, to see which statistics are rounding
 * noise.
 */
final class RoundingOption {
  /** A survey of one network in so many costs a twelfth of their extraction. */
  private static final int SHARE = 50;

  private static final int MOST = 4;

  @Option(
      names = "--check-rounding",
      paramLabel = "N",
      description =
          "Measure N of the networks four times more, to see which statistics are rounding noise"
              + " (default: one in 50 of those extracted, at most 4).")
  private Integer networks;

  /**
   * @param local whether this process extracts, which alone measures again
   * @throws InputException if the number is out of range, or would be passed over
   */
  void check(boolean local) {
    if (networks != null) {
      Bounds.check("--check-rounding", networks, 0, Bounds.REPETITIONS);
      if (!local && networks > 0) {
        throw new InputException(
            "--check-rounding: found %d, expected 0 with --engine spark: executors do not measure "
                    .formatted(networks)
                + "again");
      }
    }
  }

  /**
   * Looks at some of the architectures, spread over the list.
   *
   * @param extracted how many of them were extracted now
   * @return nothing if none is to be looked at
   */
  Optional<RoundingSurvey> survey(
      List<Architecture> architectures,
      int extracted,
      ExtractionSettings settings,
      DeviceRequest device) {
    int count =
        Math.min(
            networks != null ? networks : Math.min(MOST, extracted / SHARE), architectures.size());
    if (count == 0) {
      return Optional.empty();
    }
    try (Extractor extractor = new Extractor(settings, Device.open(device))) {
      return Optional.of(
          RoundingSurvey.of(
              extractor,
              IntStream.range(0, count)
                  .mapToObj(i -> architectures.get((int) ((long) i * architectures.size() / count)))
                  .toList()));
    }
  }
}
