package org.parzc.gpucheck;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.ExtractionSettings;
import org.parzc.statistics.Extractor;

/** A network from a TorchScript file, such as a ResNet-50, if there is one. */
final class ModuleAgrees implements Check {
  private static final int BATCH_SIZE = 4;

  private final DeviceUnderTest device;
  private final Extent extent;
  private final Optional<Path> module;

  ModuleAgrees(DeviceUnderTest device, Extent extent, Optional<Path> module) {
    this.device = device;
    this.extent = extent;
    this.module = module;
  }

  @Override
  public String name() {
    return "TorchScript module";
  }

  @Override
  public int seconds() {
    return 25;
  }

  @Override
  public void run(Findings findings, Deadline deadline) {
    if (module.isEmpty()) {
      findings.notRun("device and CPU", "no file was given (--module)");
      return;
    }
    SearchSpace space = SearchSpaces.named("torchscript:" + module.get().toAbsolutePath().getParent());
    Architecture network = space.interpret(module.get().getFileName().toString().replaceFirst("[.]pt$", ""));
    ExtractionSettings settings = Networks.settings(space, space.defaultSkeleton(), BATCH_SIZE, ElementType.FLOAT32);
    Agreement agreement = new Agreement(settings);
    try (Extractor cpu = DeviceUnderTest.cpuExtractor(settings); Extractor other = device.extractor(settings)) {
      ArchitectureStatistics found = other.extract(network);
      long begin = System.nanoTime();
      int times = 0;
      do {
        found = other.extract(network);
        times++;
      } while (!deadline.orIn(deadline.secondsLeft() - seconds() / 2.0).isOver() && times < extent.networks() * 5);
      findings.measured("batches of %d, 1 at a time".formatted(BATCH_SIZE),
          times / ((double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1)), "networks/s");
      agreement.add(cpu.extract(network), found, other.significantDigits(network, found));
    }
    agreement.tell(findings, "device and CPU", Agreement.SHARE_IN_FLOAT32);
  }
}
