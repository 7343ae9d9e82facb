package org.parzc.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.parzc.InputException;
import org.parzc.dataset.ExampleSource;
import org.parzc.files.Provenance;
import org.parzc.labels.Labels;
import org.parzc.model.Predictor;
import org.parzc.search.ObjectiveSources.Known;

/**
 * The objectives that can be asked for by name: ours, and those that a user's jar brings as
 * services.
 */
final class Objectives {
  private static final List<String> OURS =
      List.of("predictor", "proxy", "sum", "label", ObjectiveSpec.TRAINED_ON_THE_WAY);

  private Objectives() {}

  /**
   * Returns the objective that was asked for, and what its scores depend on.
   *
   * @throws InputException if there is no such objective, a part of it is missing, or two have the
   *     same name
   */
  static Known<Objective> named(ObjectiveSpec spec, ObjectiveSources sources) {
    Map<String, ObjectiveProvider> others = providers();
    ObjectiveProvider other = others.get(spec.kind());
    if (other != null) {
      return provided(spec, other, sources);
    }
    if (sources.forms().stream().noneMatch(form -> form.split(":", 2)[0].equals(spec.kind()))) {
      throw unknown(spec, sources, others);
    }
    return switch (spec.kind()) {
      case "predictor" -> predicted(spec, sources);
      case "proxy" ->
          List.of("params", "flops").contains(spec.argument())
              ? size(spec, sources)
              : proxy(spec, sources, sources.proxies(), spec.argument());
      case "sum" -> proxy(spec, sources, sources.statistics(), "Σ " + spec.argument());
      case "label" -> labelled(spec, sources);
      default -> throw unknown(spec, sources, others);
    };
  }

  private static Map<String, ObjectiveProvider> providers() {
    Map<String, ObjectiveProvider> byName = new LinkedHashMap<>();
    for (ObjectiveProvider one :
        ServiceLoader.load(ObjectiveProvider.class, ObjectiveProvider.class.getClassLoader())) {
      ObjectiveProvider other = byName.putIfAbsent(one.name(), one);
      if (other != null || OURS.contains(one.name())) {
        throw new InputException(
            "objective '%s': found %s%s, expected one of that name"
                .formatted(
                    one.name(),
                    other == null ? "ours and " : other.getClass().getName() + " and ",
                    one.getClass().getName()));
      }
    }
    return byName;
  }

  private static SpecException unknown(
      ObjectiveSpec spec, ObjectiveSources sources, Map<String, ObjectiveProvider> others) {
    List<String> forms = new ArrayList<>(sources.forms());
    others.values().forEach(one -> forms.add(one.form()));
    return SpecException.of(
        "%s: found '%s', expected %s or %s",
        SpecException.part("objective"),
        spec.text(),
        String.join(", ", forms.subList(0, forms.size() - 1)),
        forms.get(forms.size() - 1));
  }

  private static Known<Objective> provided(
      ObjectiveSpec spec, ObjectiveProvider provider, ObjectiveSources sources) {
    ObjectiveContext context = new ObjectiveContext(sources);
    Objective objective = provider.objective(spec.argument(), context);
    Provenance facts = provider.facts(spec.argument());
    return known(objective, spec, context.isMeasuring() ? facts.with(sources.measuring()) : facts);
  }

  private static Known<Objective> size(ObjectiveSpec spec, ObjectiveSources sources) {
    return known(
        new Objective.Size(sources.costs().named(spec.argument())),
        spec,
        Provenance.of("skeleton", sources.costs().skeleton()));
  }

  private static Known<Objective> proxy(
      ObjectiveSpec spec, ObjectiveSources sources, List<String> recorded, String name) {
    if (!recorded.contains(spec.argument())) {
      throw SpecException.of(
          "%s: found '%s', expected one of those recorded: %s",
          SpecException.part("objective"), spec.text(), String.join(", ", recorded));
    }
    return known(
        new Objective.Proxy(name, new CachedExamples(sources.examples())),
        spec,
        sources.measuring());
  }

  private static Known<Objective> predicted(ObjectiveSpec spec, ObjectiveSources sources) {
    ExampleSource examples = sources.examples();
    Known<Predictor> predictor = sources.predictor(spec.argument());
    Provenance facts =
        sources
            .measuring()
            .with(predictor.facts())
            .with("optimism", spec.ucbWeight())
            .with("draws", spec.draws());
    return known(
        new Objective.Predicted(
            predictor.value(), spec.ucbWeight(), spec.draws(), new CachedExamples(examples)),
        spec,
        facts);
  }

  private static Known<Objective> labelled(ObjectiveSpec spec, ObjectiveSources sources) {
    Known<Labels> labels = sources.labels();
    return known(new Objective.Labelled(labels.value()), spec, labels.facts());
  }

  private static Known<Objective> known(Objective objective, ObjectiveSpec spec, Provenance facts) {
    return new Known<>(objective, facts.with("objective", spec.text()));
  }
}
