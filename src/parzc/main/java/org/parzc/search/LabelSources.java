package org.parzc.search;

import java.util.Optional;
import org.parzc.files.Provenance;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelRange;
import org.parzc.labels.Labels;
import org.parzc.network.Device;

/** Where a search that trains its own predictor gets labels from, besides statistics. */
public interface LabelSources extends ObjectiveSources {
  /** Returns the table of labels; empty if there is none. */
  Optional<Labels> table();

  /** Returns which labels make sense. */
  LabelRange range();

  /** Returns which labels are better. */
  Direction direction();

  /**
   * Returns what labels and predictors depend on, by name: the table, the direction, where
   * predictors are trained.
   */
  Provenance labelling();

  /** Returns where predictors are trained and score. */
  Device device();
}
