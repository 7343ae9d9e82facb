package org.parzc.gpucheck;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.extraction.Extractor;
import org.parzc.nativecore.ElementType;
import org.parzc.parallel.InOrder;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.ArchitectureStatistics;

/** Many cells of NAS-Bench-201 at the size in which they are used, on the device and on the CPU. */
final class CellsAgree implements Check {
  private final DeviceUnderTest device;
  private final Extent extent;

  CellsAgree(DeviceUnderTest device, Extent extent) {
    this.device = device;
    this.extent = extent;
  }

  @Override
  public String name() {
    return "cells of NAS-Bench-201, device and CPU";
  }

  @Override
  public int seconds() {
    return 60;
  }

  @Override
  public void run(Findings findings, Deadline deadline) {
    NasBench201 space = new NasBench201();
    ExtractionSettings settings =
        Networks.settings(
            space, extent.cells().skeleton(), extent.cells().batchSize(), ElementType.FLOAT32);
    List<Architecture> cells =
        Networks.random(space, extent.cells().skeleton(), extent.cells().number());
    Agreement agreement = new Agreement(settings);
    AtomicInteger late = new AtomicInteger();
    try (Extractor cpu = DeviceUnderTest.cpuExtractor(settings);
        Extractor other = device.extractor(settings)) {
      InOrder.run(
          cells,
          Runtime.getRuntime().availableProcessors(),
          cell -> {
            if (deadline.isOver()) {
              return late.incrementAndGet();
            }
            ArchitectureStatistics found = other.extract(cell);
            // Its digits come from the device, which is the faster one.
            agreement.add(cpu.extract(cell), found, other.significantDigits(cell, found));
            return 0;
          },
          done -> {});
    }
    findings.atLeast(
        "cells compared before the time was over",
        agreement.networks(),
        null,
        Math.min(32, extent.cells().number()));
    findings.measured("cells that there was no time for", late.get(), null);
    agreement.tell(
        findings,
        "C=%d N=%d, batches of %d"
            .formatted(
                extent.cells().skeleton().channels(),
                extent.cells().skeleton().cellsPerStage(),
                extent.cells().batchSize()),
        Agreement.SHARE_IN_FLOAT32);
  }
}
