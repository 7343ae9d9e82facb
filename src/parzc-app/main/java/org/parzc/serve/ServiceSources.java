package org.parzc.serve;

import java.util.List;
import org.parzc.InputException;
import org.parzc.dataset.ExampleSource;
import org.parzc.files.Provenance;
import org.parzc.labels.Labels;
import org.parzc.model.Predictor;
import org.parzc.search.Costs;
import org.parzc.search.ObjectiveSources;
import org.parzc.space.SearchSpace;

/**
 * What a server has for the objectives of searches: its own predictor and its statistics.
 *
 * @param service the server's
 * @param examples measures for searches
 */
record ServiceSources(Service service, ExampleSource examples) implements ObjectiveSources {
  @Override
  public SearchSpace space() {
    return service.space();
  }

  @Override
  public Costs costs() {
    return service.costs();
  }

  @Override
  public List<String> forms() {
    return List.of("predictor", "proxy:NAME", "sum:STATISTIC");
  }

  @Override
  public List<String> proxies() {
    return service.contents().proxies();
  }

  @Override
  public List<String> statistics() {
    return service.contents().statistics();
  }

  @Override
  public Provenance measuring() {
    return service.provenance();
  }

  @Override
  public Known<Predictor> predictor(String argument) {
    if (!argument.isEmpty()) {
      throw new InputException(
          "objective: found 'predictor:%s', expected predictor: the server has one"
              .formatted(argument));
    }
    return new Known<>(service.predictor(), service.provenance());
  }

  /** {@inheritDoc} A server has none. */
  @Override
  public Known<Labels> labels() {
    throw new InputException("objective: found label, and the server has no labels");
  }
}
