package org.parzc.search;

import java.util.List;
import org.parzc.dataset.ExampleSource;
import org.parzc.files.Provenance;
import org.parzc.labels.Labels;
import org.parzc.model.Predictor;
import org.parzc.space.SearchSpace;

/**
 * Where objectives that are asked for by name get their numbers from. Who made it closes what it
 * opened, after the search.
 */
public interface ObjectiveSources {
  /** Returns the space. */
  SearchSpace space();

  /** Returns the costs there are. */
  Costs costs();

  /**
   * Returns the objectives of ours that there are sources for, such as {@code proxy:NAME}, in their
   * order.
   */
  List<String> forms();

  /** Returns the names of the network-level proxies that are recorded. */
  List<String> proxies();

  /** Returns the names of the node-wise statistics that are recorded. */
  List<String> statistics();

  /**
   * Returns what measures architectures; nothing is opened before it is asked.
   *
   * @throws org.parzc.InputException if there is no place for statistics
   */
  ExampleSource examples();

  /** Returns what the statistics of {@link #examples} depend on. */
  Provenance measuring();

  /**
   * Returns a trained predictor.
   *
   * @param argument which, as the user says it; empty if nothing was said
   * @throws org.parzc.InputException if there is none, or it was trained on other statistics
   */
  Known<Predictor> predictor(String argument);

  /**
   * Returns a table of labels.
   *
   * @throws org.parzc.InputException if there is none
   */
  Known<Labels> labels();

  /**
   * Something that results depend on.
   *
   * @param value it
   * @param facts what tells it from others
   */
  record Known<T>(T value, Provenance facts) {}
}
