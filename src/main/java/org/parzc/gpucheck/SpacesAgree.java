package org.parzc.gpucheck;

import java.util.List;
import java.util.Locale;
import org.parzc.blueprint.Shape;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.ExtractionSettings;
import org.parzc.statistics.Extractor;
import org.parzc.statistics.SignificantDigits;

/** Small networks of every space, in both precisions, on the device and on the CPU. */
final class SpacesAgree implements Check {
  private static final Shape IMAGE = new Shape(3, 16, 16);
  private static final int CHANNELS = 8;
  private static final int CLASSES = 10;
  private static final int BATCH_SIZE = 6;

  private final DeviceUnderTest device;
  private final Extent extent;

  SpacesAgree(DeviceUnderTest device, Extent extent) {
    this.device = device;
    this.extent = extent;
  }

  @Override
  public String name() {
    return "all spaces, device and CPU";
  }

  @Override
  public int seconds() {
    return 40;
  }

  @Override
  public void run(Findings findings, Deadline deadline) {
    for (ElementType type : List.of(ElementType.FLOAT64, ElementType.FLOAT32)) {
      // Both precisions get their time, also if one is slow.
      Deadline own = type == ElementType.FLOAT64 ? deadline.orIn(deadline.secondsLeft() / 2) : deadline;
      for (SearchSpace space : extent.spaces()) {
        String what = space.name() + " " + type.name().toLowerCase(Locale.ROOT);
        if (own.isOver()) {
          findings.holds(what, false, "no time was left for it");
        } else {
          compare(space, type, what, findings);
        }
      }
    }
  }

  /** A space that cannot be measured does not keep the others from it. */
  private void compare(SearchSpace space, ElementType type, String what, Findings findings) {
    Skeleton skeleton = new Skeleton(space.isSizedBySkeleton() ? CHANNELS : 1, 1, CLASSES, IMAGE);
    ExtractionSettings settings = Networks.settings(space, skeleton, BATCH_SIZE, type);
    Agreement agreement = new Agreement(settings);
    try (Extractor cpu = DeviceUnderTest.cpuExtractor(settings); Extractor other = device.extractor(settings)) {
      for (Architecture network : Networks.random(space, skeleton, extent.networks())) {
        ArchitectureStatistics expected = cpu.extract(network);
        SignificantDigits digits = cpu.significantDigits(network, expected);
        agreement.add(expected, other.extract(network), digits);
      }
      agreement.tell(findings, what, type == ElementType.FLOAT64 ? 0 : Agreement.SHARE_IN_FLOAT32);
    } catch (RuntimeException e) {
      findings.holds(what, false, String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString()));
    }
  }
}
