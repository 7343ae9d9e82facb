package org.parzc.dataset;

import java.nio.file.Path;
import org.parzc.InputException;
import org.parzc.space.SearchSpace;

/**
 * What is asked of a file with labels; see {@link LabelFile#read(Path, SearchSpace, String, String, LabelRange,
 * Unlabelled, InvalidEntries)}.
 *
 * @param archColumn null for the usual one
 * @param labelColumn null for the usual one
 */
record LabelRequest(Path file, SearchSpace space, String archColumn, String labelColumn, LabelRange range,
    Unlabelled unlabelled, InvalidEntries invalid) {
  /** @throws InputException if a column of architectures is named, which only tables have */
  LabelRequest withoutArchitectureColumn() {
    if (archColumn != null) {
      throw new InputException("%s: found architecture column %s, expected none for a file that is no table".formatted(
          file, InputFile.excerpt(archColumn)));
    }
    return this;
  }
}
