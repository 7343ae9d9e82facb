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
 * Runs checks one after another. One that fails, or takes too long, does not stop the others; a check has its own
 * seconds, and all together have not more than there are.
 */
public final class GpuCheck {
  /** All checks together; loading and reporting make it six minutes at most. */
  private static final int SECONDS = 340;
  /** Work that cannot be interrupted may end that many seconds late before it is given up. */
  private static final int PATIENCE = 15;

  private GpuCheck() {}

  /**
   * Checks a device.
   *
   * @param device what is checked
   * @param extent how much is done
   * @param surroundings what there is besides the device
   * @param listener hears of each check when it has come to its end
   */
  public static GpuReport run(DeviceUnderTest device, Extent extent, Surroundings surroundings,
      Consumer<CheckResult> listener) {
    return run(device.description(), surroundings.version(), List.of(
        new NativeTests(surroundings),
        new Doctor(device, surroundings.program()),
        new SpacesAgree(device, extent),
        new CellsAgree(device, extent),
        new Throughput(device, extent),
        new ModuleAgrees(device, extent, surroundings.module()),
        new PredictorTraining(extent),
        new FlatMemory(device, extent),
        new Processes(device, extent, surroundings.program()),
        new MemoryChecker(surroundings)), listener);
  }

  /** Runs checks, each on a thread of its own. */
  static GpuReport run(String device, String version, List<Check> checks, Consumer<CheckResult> listener) {
    Deadline all = Deadline.in(SECONDS);
    List<CheckResult> results = new ArrayList<>();
    for (Check check : checks) {
      CheckResult result = run(check, all);
      results.add(result);
      listener.accept(result);
    }
    return new GpuReport(device, version, SECONDS - all.secondsLeft(), results);
  }

  private static CheckResult run(Check check, Deadline all) {
    Findings findings = new Findings();
    if (all.secondsLeft() < 1) {
      return new CheckResult(check.name(), 0, List.of(), "no time was left for it");
    }
    double before = all.secondsLeft();
    Deadline own = all.orIn(check.seconds());
    FutureTask<Void> task = new FutureTask<>(() -> {
      check.run(findings, own);
      return null;
    });
    Thread thread = new Thread(task, "gpu-check");
    thread.setDaemon(true);
    thread.start();
    String failure = failure(task, own.secondsLeft() + PATIENCE);
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
      return String.valueOf(cause.getMessage()).lines().findFirst().filter(line -> !line.equals("null"))
          .orElse(cause.getClass().getSimpleName());
    }
  }
}
