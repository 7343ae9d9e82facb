package org.parzc.labels;

import java.nio.file.Path;
import org.parzc.InputException;
import org.parzc.files.InputFile;
import org.parzc.space.SearchSpace;

/**
 * What is asked of a file with labels; see {@link LabelFile#read(Path, SearchSpace, LabelRules)}.
 */
record LabelRequest(Path file, SearchSpace space, LabelRules rules) {
  /** Returns the name of the label column; null for the usual one. */
  String labelColumn() {
    return rules.labelColumn();
  }

  /** Returns the labels that make sense. */
  LabelRange range() {
    return rules.range();
  }

  /** Returns whether architectures without a label are passed over. */
  boolean skipsUnlabelled() {
    return rules.unlabelled() == Unlabelled.SKIPPED;
  }

  /** Returns what takes every entry, and tells at the end which were passed over. */
  InvalidEntries.Tally tally() {
    return rules.invalid().tally(file, space);
  }

  /**
   * @throws InputException if a column of architectures is named, which only tables have
   */
  LabelRequest withoutArchitectureColumn() {
    if (rules.archColumn() != null) {
      throw new InputException(
          "%s: found architecture column %s, expected none for a file that is no table"
              .formatted(file, InputFile.excerpt(rules.archColumn())));
    }
    return this;
  }
}
