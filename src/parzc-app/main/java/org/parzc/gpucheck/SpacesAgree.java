package org.parzc.gpucheck;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.parzc.blueprint.Shape;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.extraction.SignificantDigits;
import org.parzc.nativecore.ElementType;
import org.parzc.parallel.InOrder;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;
import org.parzc.statistics.ArchitectureStatistics;

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

  /** One space in one precision. */
  private record Job(SearchSpace space, ElementType type) {
    String name() {
      return space.name() + " " + type.name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public void run(Findings findings, Deadline deadline) {
    List<Job> jobs =
        Stream.of(ElementType.FLOAT64, ElementType.FLOAT32)
            .flatMap(type -> extent.spaces().stream().map(space -> new Job(space, type)))
            .toList();
    InOrder.run(
        jobs,
        Runtime.getRuntime().availableProcessors(),
        job -> {
          Findings own = new Findings();
          if (deadline.isOver()) {
            own.notRun(job.name(), "no time was left for it");
          } else {
            compare(job, own);
          }
          return own;
        },
        findings::addAll);
  }

  /** A space that cannot be measured does not keep the others from it. */
  private void compare(Job job, Findings findings) {
    Skeleton skeleton =
        new Skeleton(job.space().isSizedBySkeleton() ? CHANNELS : 1, 1, CLASSES, IMAGE);
    ExtractionSettings settings = Networks.settings(job.space(), skeleton, BATCH_SIZE, job.type());
    Agreement agreement = new Agreement(settings);
    try (Extractor cpu = DeviceUnderTest.cpuExtractor(settings);
        Extractor other = device.extractor(settings)) {
      for (Architecture network : Networks.few(job.space(), skeleton, extent.networks())) {
        ArchitectureStatistics expected = cpu.extract(network);
        SignificantDigits digits = cpu.significantDigits(network, expected);
        agreement.add(expected, other.extract(network), digits);
      }
      agreement.tell(
          findings, job.name(), job.type() == ElementType.FLOAT64 ? 0 : Agreement.SHARE_IN_FLOAT32);
    } catch (RuntimeException e) {
      findings.holds(
          job.name(),
          false,
          String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString()));
    }
  }
}
