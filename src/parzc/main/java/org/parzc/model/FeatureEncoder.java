package org.parzc.model;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Set;
import org.parzc.dataset.Example;

/**
 * Turns an example into the numbers that MABN reads. Immutable, thread-safe; written to JSON with a
 * predictor.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "encoder")
@JsonSubTypes({
  @JsonSubTypes.Type(value = AlignedEncoder.class, name = "aligned"),
  @JsonSubTypes.Type(value = SequentialEncoder.class, name = "sequential")
})
public sealed interface FeatureEncoder permits AlignedEncoder, SequentialEncoder {
  /** Which encoder a preset uses. */
  enum Kind {
    /** {@link AlignedEncoder}. */
    ALIGNED,
    /** {@link SequentialEncoder}. */
    SEQUENTIAL
  }

  /**
   * Returns an encoder of the given kind with all its features, fitted to examples; labels play no
   * part.
   */
  static FeatureEncoder fit(Kind kind, List<Example> examples) {
    return fit(kind, Set.of(FeatureFamily.values()), examples);
  }

  /** Returns an encoder that, if it is an aligned one, has features of these families alone. */
  static FeatureEncoder fit(Kind kind, Set<FeatureFamily> families, List<Example> examples) {
    return switch (kind) {
      case ALIGNED -> AlignedEncoder.fit(examples, families);
      case SEQUENTIAL -> SequentialEncoder.fit(examples);
    };
  }

  /**
   * What features are read from.
   *
   * @param statistics names of node-wise statistics
   * @param proxies names of network-level proxies
   * @param topology whether the topology is read
   */
  record Inputs(Set<String> statistics, Set<String> proxies, boolean topology) {
    /** Copies the sets. */
    public Inputs {
      statistics = Set.copyOf(statistics);
      proxies = Set.copyOf(proxies);
    }
  }

  /** Returns what the features are read from. */
  Inputs inputs();

  /** Returns the number of features F. */
  int width();

  /** Returns the F features of one example; all finite. */
  double[] encode(Example example);
}
