package org.parzc.rankers;

import java.util.List;
import java.util.function.Function;
import org.parzc.dataset.Example;
import org.parzc.model.AlignedEncoder;
import org.parzc.model.FeatureEncoder;
import org.parzc.statistics.ZeroCostProxy;

/**
 * Numbers that describe an architecture, each with a name.
 *
 * @param names names of the F features
 * @param reader reads the F values of an example
 */
public record NamedFeatures(List<String> names, Function<Example, double[]> reader) {
  /** Copies the names. */
  public NamedFeatures {
    names = List.copyOf(names);
  }

  /**
   * Returns features of the network as a whole: the scores of {@link ZeroCostProxy#all}, as they
   * are; NaN where there is none.
   *
   * @param examples tell which statistics and proxies were recorded
   */
  public static NamedFeatures ofProxies(List<Example> examples) {
    List<ZeroCostProxy> proxies =
        ZeroCostProxy.all(examples.stream().map(Example::statistics).toList());
    return new NamedFeatures(
        proxies.stream().map(ZeroCostProxy::name).toList(),
        example ->
            proxies.stream()
                .mapToDouble(proxy -> proxy.score().applyAsDouble(example.statistics()))
                .toArray());
  }

  /**
   * Returns the features that MABN's default preset reads: {@link AlignedEncoder}, all finite.
   *
   * @param examples what the encoder is fitted to; if they do not differ there are no features
   */
  public static NamedFeatures ofNodes(List<Example> examples) {
    AlignedEncoder encoder =
        (AlignedEncoder) FeatureEncoder.fit(FeatureEncoder.Kind.ALIGNED, examples);
    return new NamedFeatures(
        encoder.columns().stream().map(column -> column.feature().name()).toList(),
        encoder::encode);
  }

  /** Returns a row of F values for each example. */
  public double[][] rows(List<Example> examples) {
    return examples.stream().map(reader).toArray(double[][]::new);
  }
}
