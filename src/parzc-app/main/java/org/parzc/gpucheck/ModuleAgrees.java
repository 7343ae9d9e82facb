package org.parzc.gpucheck;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.files.TemporaryDirectory;
import org.parzc.nativecore.ElementType;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.ArchitectureStatistics;

/** A network from a TorchScript file, such as a ResNet-50, if there is one. */
final class ModuleAgrees implements Check {
  private static final int BATCH_SIZE = 4;
  private static final int MOST = 10;

  private final DeviceUnderTest device;
  private final Optional<Path> module;

  ModuleAgrees(DeviceUnderTest device, Optional<Path> module) {
    this.device = device;
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
  public void run(Findings findings, Deadline deadline) throws IOException {
    if (module.isEmpty()) {
      findings.notRun("device and CPU", "no module was given");
      return;
    }
    // A manifest names one file, where a directory would name all in it.
    try (TemporaryDirectory directory = TemporaryDirectory.create("parzc-gpu-check")) {
      Path manifest =
          Files.writeString(
              directory.path().resolve("one.csv"),
              "id,file\nmodule,\"%s\"\n"
                  .formatted(module.get().toAbsolutePath().toString().replace("\"", "\"\"")));
      compare(SearchSpaces.named("torchscript:" + manifest), findings, deadline);
    }
  }

  private void compare(SearchSpace space, Findings findings, Deadline deadline) {
    Architecture network = space.random(new SplittableRandom(0));
    ExtractionSettings settings =
        Networks.settings(space, space.defaultSkeleton(), BATCH_SIZE, ElementType.FLOAT32);
    Agreement agreement = new Agreement(settings);
    try (Extractor cpu = DeviceUnderTest.cpuExtractor(settings);
        Extractor other = device.extractor(settings)) {
      // What is made at the first use is not counted; half of the time is left for the comparison.
      ArchitectureStatistics found = other.extract(network);
      Deadline half = deadline.orIn(deadline.secondsLeft() / 2);
      long begin = System.nanoTime();
      int times = 0;
      do {
        found = other.extract(network);
        times++;
      } while (!half.isOver() && times < MOST);
      findings.measured(
          "batches of %d, 1 at a time".formatted(BATCH_SIZE),
          times / ((double) (System.nanoTime() - begin) / TimeUnit.SECONDS.toNanos(1)),
          "networks/s");
      agreement.add(cpu.extract(network), found, other.significantDigits(network, found));
    }
    agreement.tell(findings, "device and CPU", Agreement.SHARE_IN_FLOAT32);
  }
}
