package org.parzc.serve;

import java.util.function.LongSupplier;
import org.parzc.dataset.ExampleSource;
import org.parzc.files.Provenance;
import org.parzc.model.Predictor;
import org.parzc.search.Costs;
import org.parzc.space.SearchSpace;
import org.parzc.store.StoreContents;

/**
 * What a server answers from. Whoever made it closes its parts, after the server.
 *
 * @param space where architectures are from
 * @param predictor trained on statistics as {@code contents} describes them
 * @param draws draws from the posterior for a standard deviation, at least 1
 * @param examples measures architectures; asked by one thread at a time
 * @param contents what is measured of them, and how
 * @param extracted number of architectures that were measured and not merely remembered; asked by
 *     any thread
 * @param costs what constraints of searches may bound
 * @param provenance what scores depend on; searches go on only where it is the same
 */
public record Service(
    SearchSpace space,
    Predictor predictor,
    int draws,
    ExampleSource examples,
    StoreContents contents,
    LongSupplier extracted,
    Costs costs,
    Provenance provenance) {
  /**
   * @throws IllegalArgumentException if there are no draws
   */
  public Service {
    if (draws < 1) {
      throw new IllegalArgumentException("draws: found %d, expected at least 1".formatted(draws));
    }
  }
}
