package org.parzc.labels;

import java.util.Locale;
import java.util.Set;

/** What to do with architectures whose label is missing. */
public enum Unlabelled {
  /** They are an error. */
  REFUSED,
  /** They are passed over. */
  SKIPPED;

  /** What programs write where there is no number. */
  private static final Set<String> MARKS =
      Set.of("", "-", "--", "na", "n/a", "#n/a", "<na>", "nan", "null", "none");

  /**
   * Returns whether a field says that there is no label: empty, {@code nan}, {@code N/A}, {@code -}
   * or the like.
   */
  static boolean isMark(String field) {
    return MARKS.contains(field.strip().toLowerCase(Locale.ROOT));
  }
}
