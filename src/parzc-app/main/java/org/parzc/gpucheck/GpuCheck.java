package org.parzc.gpucheck;

import com.google.common.base.Throwables;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Runs checks one after another. One that fails, or takes too long, does not stop the others; a
 * check has its own seconds, and all together have not more than there are.
 */
public final class GpuCheck {
  /** With the loading before, and the work that ends late, these are six minutes. */
  private static final Limits LIMITS = new Limits(330, 15, 1);

  /**
   * How long checks may take.
   *
   * @param seconds all of them together
   * @param patience seconds after which a check that does not end when it should is given up: work
   *     on a device cannot be interrupted
   * @param times times that each check's own seconds count
   */
  record Limits(double seconds, double patience, int times) {
    /** Returns the limits of a machine on which everything may take some times as long. */
    Limits times(int slower) {
      return new Limits(seconds * slower, patience, times * slower);
    }
  }

  private GpuCheck() {}

  /**
   * Checks a device.
   *
   * @param device what is checked
   * @param extent how much is done
   * @param surroundings what there is besides the device
   * @param listener hears of each check when it has come to its end
   */
  public static GpuReport run(
      DeviceUnderTest device,
      Extent extent,
      Surroundings surroundings,
      Consumer<CheckResult> listener) {
    return run(
        device.description(),
        surroundings.version(),
        List.of(
            new NativeTests(surroundings),
            new Doctor(device, surroundings.program()),
            new SpacesAgree(device, extent),
            new CellsAgree(device, extent),
            new Throughput(device, extent),
            new ModuleAgrees(device, surroundings.module()),
            new PredictorTraining(device, extent),
            new FlatMemory(device, extent),
            new Processes(device, extent, surroundings.program()),
            new MemoryChecker(surroundings)),
        LIMITS.times(extent.slower()),
        listener);
  }

  /** Runs checks, each on a thread of its own. */
  static GpuReport run(
      String device,
      String version,
      List<Check> checks,
      Limits limits,
      Consumer<CheckResult> listener) {
    Deadline all = Deadline.in(limits.seconds());
    List<CheckResult> results = new ArrayList<>();
    for (Check check : checks) {
      CheckResult result = run(check, all, limits);
      results.add(result);
      listener.accept(result);
    }
    return new GpuReport(device, version, limits.seconds() - all.secondsLeft(), results);
  }

  private static CheckResult run(Check check, Deadline all, Limits limits) {
    Findings findings = new Findings();
    if (all.isOver()) {
      findings.notRun("all of it", "no time was left for it");
      return new CheckResult(check.name(), 0, findings.all(), null);
    }
    double before = all.secondsLeft();
    Deadline own = all.orIn(check.seconds() * limits.times());
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              check.run(findings, own);
              return null;
            });
    Thread thread = new Thread(task, "gpu-check");
    thread.setDaemon(true);
    thread.start();
    String failure = failure(task, own.secondsLeft() + limits.patience());
    return new CheckResult(check.name(), before - all.secondsLeft(), findings.all(), failure);
  }

  /** Waits for a check; returns what kept it from its end, null if it came to it. */
  private static String failure(FutureTask<Void> task, double seconds) {
    try {
      task.get((long) (seconds * 1000), TimeUnit.MILLISECONDS);
      return null;
    } catch (TimeoutException e) {
      return "did not end in time; it was given up after %.0f s".formatted(seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    } catch (ExecutionException e) {
      Throwable cause = Throwables.getRootCause(e);
      // LibTorch's messages carry C++ frames after the first line.
      return String.valueOf(cause.getMessage())
          .lines()
          .findFirst()
          .filter(line -> !line.equals("null"))
          .orElse(cause.getClass().getSimpleName());
    }
  }
}
