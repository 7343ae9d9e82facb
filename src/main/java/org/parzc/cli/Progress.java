package org.parzc.cli;

import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** Progress of long work on the error stream, with rate and remaining time; silent unless that is a terminal. */
final class Progress implements AutoCloseable {
  private final ProgressBar bar;

  /**
   * @param task what is being done
   * @param unit what is counted, such as {@code architectures}
   * @param total how many there are, -1 if that is not known
   */
  Progress(String task, String unit, long total) {
    bar = System.console() == null ? null
        : new ProgressBarBuilder().setTaskName(task).setInitialMax(total).setUnit(" " + unit, 1).showSpeed()
            .setSpeedUnit(ChronoUnit.SECONDS).setStyle(ProgressBarStyle.ASCII).build();
  }

  void step() {
    if (bar != null) {
      bar.step();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }
}
