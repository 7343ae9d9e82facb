package org.parzc.search;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.files.Provenance;
import org.parzc.model.PredictorSettings;

/**
 * The specification of a search, as somebody asks for it: on the command line, over HTTP or from
 * Java. Checked as far as that needs no space and no file.
 *
 * @param objective what to maximise
 * @param algorithm how architectures are proposed
 * @param budget when to stop; of a search that takes labels, in each round
 * @param where constraints, see {@link Constraint#parse}
 * @param seed fixes everything random
 * @param labels how labels are taken; there if the objective is trained on the way
 */
public record SearchSpec(
    ObjectiveSpec objective,
    AlgorithmSpec algorithm,
    Budget budget,
    List<String> where,
    long seed,
    Optional<LabelSpec> labels) {
  /** More architectures would not fit into memory together with their statistics. */
  static final int MOST_ARCHITECTURES = 10_000_000;

  /** Larger populations take longer than anyone waits for a generation. */
  static final int LARGEST_POPULATION = 1_000_000;

  /** Copies the list. */
  public SearchSpec {
    where = List.copyOf(where);
  }

  /** Returns what makes a spec of the parts that somebody named. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Returns the search, whose objective stays as it is.
   *
   * @throws InputException if there is no such objective or cost, a constraint is wrong, or the
   *     algorithm cannot search the space
   */
  public Search search(ObjectiveSources sources) {
    return search(sources.costs(), Objectives.named(objective, sources).value());
  }

  /**
   * Returns the search.
   *
   * @param maximised the objective that this asks for
   * @throws InputException if there is no such cost, a constraint is wrong, or the algorithm cannot
   *     search the space
   */
  Search search(Costs costs, Objective maximised) {
    return new Search(
        costs.space(),
        algorithm.algorithm(),
        maximised,
        algorithm.minimise().map(costs::named),
        constraints(costs),
        seed);
  }

  /** Returns the constraints. */
  List<Constraint> constraints(Costs costs) {
    return where.stream().map(text -> Constraint.parse(text, costs::named)).toList();
  }

  /**
   * Returns what a search depends on besides its objective.
   *
   * @param constraints its constraints
   * @param costs what they and the minimised cost are from
   */
  Provenance facts(List<Constraint> constraints, Costs costs) {
    Provenance facts =
        costs
            .facts()
            .with(
                "constraints",
                constraints.stream()
                    .map(Constraint::toString)
                    .sorted()
                    .collect(Collectors.joining(" ")))
            .with("space", costs.space().name())
            .with(
                "algorithm",
                "%s, population %d".formatted(algorithm.name(), algorithm.algorithm().population()))
            .with("seed", seed);
    return algorithm.minimise().map(name -> facts.with("minimised", name)).orElse(facts);
  }

  /**
   * The parts of a spec; what is null, or not named at all, takes its usual value. Not thread-safe.
   */
  public static final class Builder {
    private String objective;
    private Double ucbWeight;
    private Integer draws;
    private String algorithm;
    private String minimise;
    private Integer population;
    private Integer generations;
    private Integer evaluations;
    private List<String> where;
    private Long seed;
    private Integer labelBudget;
    private Integer labelRounds;
    private LabelPlan.First firstLabels;
    private String labelCommand;
    private PredictorSettings model;
    private boolean mayTakeLabels;

    private Builder() {}

    /** Says what to maximise; see {@link ObjectiveSpec}. */
    public Builder objective(String text) {
      objective = text;
      return this;
    }

    /**
     * Says how much a predictor's uncertainty counts: standard deviations of a number of posterior
     * draws.
     */
    public Builder uncertainty(Double weight, Integer numberOfDraws) {
      ucbWeight = weight;
      draws = numberOfDraws;
      return this;
    }

    /** Says how architectures are proposed, and what is minimised. */
    public Builder algorithm(String name, Integer size, String cost) {
      algorithm = name;
      population = size;
      minimise = cost;
      return this;
    }

    /** Says when to stop. */
    public Builder budget(Integer mostGenerations, Integer mostEvaluations) {
      generations = mostGenerations;
      evaluations = mostEvaluations;
      return this;
    }

    /** Says what architectures must meet. */
    public Builder where(List<String> constraints) {
      where = constraints;
      return this;
    }

    /** Says what fixes everything random. */
    public Builder seed(Long number) {
      seed = number;
      return this;
    }

    /**
     * Says how many labels are taken, in how many rounds, how the first are chosen, and what gives
     * them. Without it the search takes none.
     */
    public Builder labels(Integer most, Integer rounds, LabelPlan.First first, String command) {
      mayTakeLabels = true;
      labelBudget = most;
      labelRounds = rounds;
      firstLabels = first;
      labelCommand = command;
      return this;
    }

    /** Says how predictors are trained on the labels that are taken. */
    public Builder model(PredictorSettings settings) {
      model = settings;
      return this;
    }

    /**
     * Returns the spec.
     *
     * @throws SpecException if a part is wrong, or does not fit another
     * @throws InputException if there is no such algorithm
     */
    public SearchSpec build() {
      if (generations != null) {
        SpecException.requireWithin("generations", generations, 1, MOST_ARCHITECTURES);
      }
      if (evaluations != null) {
        SpecException.requireWithin("evaluations", evaluations, 1, MOST_ARCHITECTURES);
      }
      AlgorithmSpec proposing =
          new AlgorithmSpec(
              algorithm == null ? AlgorithmSpec.USUAL : algorithm,
              population == null ? OptionalInt.empty() : OptionalInt.of(population),
              Optional.ofNullable(minimise));
      ObjectiveSpec maximised =
          new ObjectiveSpec(
              objective,
              ucbWeight == null ? 0 : ucbWeight,
              draws == null ? ObjectiveSpec.USUAL_DRAWS : draws);
      return new SearchSpec(
          maximised,
          proposing,
          Budget.of(Optional.ofNullable(generations), Optional.ofNullable(evaluations)),
          where == null ? List.of() : where,
          seed == null ? 0 : seed,
          labels(maximised));
    }

    private Optional<LabelSpec> labels(ObjectiveSpec maximised) {
      if (!maximised.isTrainedOnTheWay() || !mayTakeLabels) {
        if (Stream.of(labelBudget, labelRounds, labelCommand).anyMatch(part -> part != null)) {
          throw SpecException.of(
              "%s, %s, %s: found another objective, expected %s %s",
              SpecException.part("label-budget"),
              SpecException.part("label-rounds"),
              SpecException.part("label-command"),
              SpecException.part("objective"),
              ObjectiveSpec.TRAINED_ON_THE_WAY);
        }
        return Optional.empty();
      }
      if (labelBudget == null) {
        throw SpecException.of(
            "%s %s: found no %s, expected the number of labels",
            SpecException.part("objective"),
            ObjectiveSpec.TRAINED_ON_THE_WAY,
            SpecException.part("label-budget"));
      }
      if (minimise != null) {
        throw SpecException.of(
            "%s: found %s %s, whose search for a high score minimises nothing",
            SpecException.part("minimise"),
            SpecException.part("objective"),
            ObjectiveSpec.TRAINED_ON_THE_WAY);
      }
      LabelPlan plan = plan();
      SpecException.requireWithin("label-budget", labelBudget, 1, MOST_ARCHITECTURES);
      return Optional.of(
          new LabelSpec(
              plan,
              Optional.ofNullable(labelCommand),
              model == null ? PredictorSettings.recommended() : model));
    }

    private LabelPlan plan() {
      try {
        return new LabelPlan(
            labelBudget,
            labelRounds == null ? LabelSpec.USUAL_ROUNDS : labelRounds,
            firstLabels == null ? LabelPlan.First.RANDOM : firstLabels);
      } catch (InputException e) {
        throw SpecException.of(
            "%s, %s: %s",
            SpecException.part("label-budget"), SpecException.part("label-rounds"), e.getMessage());
      }
    }
  }
}
