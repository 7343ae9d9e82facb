package org.parzc.report.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.parzc.InputException;
import org.parzc.files.Reason;
import org.parzc.report.chart.Drawing;

/** The charts of a page as pictures. */
public final class PlotFiles {
  private PlotFiles() {}

  /**
   * Refuses a place that no folder can be at: worth knowing before the work that fills it.
   *
   * @throws InputException if it is a file or the folder around it does not exist
   */
  public static void requirePlace(Path directory) {
    Path target = directory.toAbsolutePath();
    if (Files.exists(target) && !Files.isDirectory(target)) {
      throw new InputException(directory + ": a file, expected a directory");
    }
    if (!Files.isDirectory(target.getParent())) {
      throw new InputException(directory + ": the directory around it does not exist");
    }
  }

  /**
   * Draws every chart of a page as SVG and PNG, named by its id; the folder is made if absent.
   *
   * @throws InputException if they cannot be written
   */
  public static void write(Path directory, Page page) {
    requirePlace(directory);
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new InputException(directory + ": cannot be made: " + Reason.of(e), e);
    }
    try (Drawing drawing = new Drawing()) {
      page.sections()
          .forEach(section -> section.charts().forEach(chart -> drawing.write(directory, chart)));
    }
  }
}
