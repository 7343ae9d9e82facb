package org.parzc.dataset;

import java.nio.file.Path;
import java.util.Optional;
import org.parzc.extraction.Extraction;

/**
 * Opens files of statistics in a format of its own. Found by {@link java.util.ServiceLoader};
 * implementations are stateless and have a public constructor without parameters.
 */
public interface StatisticsStoreProvider {
  /**
   * Returns whether a file, there or to be made, has this format by its name; never asked about a
   * journal.
   */
  boolean opens(Path file);

  /**
   * Opens a file, and makes it if there is none.
   *
   * @param extraction what its statistics were made with, and others will be
   * @throws org.parzc.InputException if the file was made with other settings, or cannot be used
   */
  StatisticsStore open(Path file, Extraction extraction);

  /**
   * Makes a file that another version of this program made one of this version.
   *
   * @param extraction what its statistics were made with, and others will be
   * @return a copy of the file as it was; empty if it was of this version, or none is there
   * @throws org.parzc.InputException if the file was made with other settings, or cannot be written
   */
  Optional<Path> adopt(Path file, Extraction extraction);
}
