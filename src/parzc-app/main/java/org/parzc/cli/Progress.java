package org.parzc.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.parzc.files.BundledLibrary;

/** Progress of long work, with rate and remaining time. */
final class Progress implements AutoCloseable {
  /** A total that is not known. */
  static final long UNKNOWN = -1;

  private static final String JLINE =
      "/org/jline/nativ/Linux/%s/libjlinenative.so"
          .formatted(System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64");
  private static final int LINE_MILLIS = 10_000;
  private static final int LINE_WIDTH = 120;

  /** How it is shown. */
  enum Display {
    /** A bar that grows, on the terminal. */
    BAR,
    /** A line every few seconds. */
    LINES,
    /** Not at all. */
    NONE
  }

  private final ProgressBar bar;

  /**
   * @param total how much there is to do, or {@link #UNKNOWN}
   * @param lines takes lines
   */
  Progress(String task, String unit, long total, Display display, PrintWriter lines) {
    ProgressBarBuilder builder =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(" " + unit, 1)
            .showSpeed()
            .setSpeedUnit(ChronoUnit.SECONDS)
            .setStyle(ProgressBarStyle.ASCII);
    bar =
        switch (display) {
          case BAR -> onTerminal(builder);
          case LINES ->
              builder
                  .setUpdateIntervalMillis(LINE_MILLIS)
                  .setConsumer(new DelegatingProgressBarConsumer(lines::println, LINE_WIDTH))
                  .build();
          case NONE -> null;
        };
  }

  /**
   * JLine, which knows the terminal's width, would unpack its library into the temporary directory.
   */
  private static ProgressBar onTerminal(ProgressBarBuilder builder) {
    try {
      Path library = BundledLibrary.unpacked(Progress.class, JLINE);
      System.setProperty("library.jline.path", library.getParent().toString());
      System.setProperty("library.jline.name", library.getFileName().toString());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the library of the progress bar cannot be unpacked: " + e.getMessage(), e);
    }
    return builder.build();
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
