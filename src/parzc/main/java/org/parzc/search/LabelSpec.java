package org.parzc.search;

import java.util.Optional;
import org.parzc.InputException;
import org.parzc.files.Provenance;
import org.parzc.labels.LabelRange;
import org.parzc.model.PredictorSettings;

/**
 * The label budget, the labeller and the model of a search that trains its own predictor.
 *
 * @param plan the label budget, and how it is shared out
 * @param command shell command that gives a label, see {@link CommandLabeller}; empty if a table
 *     does
 * @param model how predictors are trained
 */
public record LabelSpec(LabelPlan plan, Optional<String> command, PredictorSettings model) {
  /** Rounds of a search that asks for no other number. */
  public static final int USUAL_ROUNDS = 5;

  /**
   * Returns what gives the labels: the command, or else a table.
   *
   * @throws InputException if there is neither, or the command does not say where the architecture
   *     goes
   */
  Labeller labeller(LabelSources sources) {
    if (command.isPresent()) {
      return new CommandLabeller(command.get(), sources.range(), sources.direction());
    }
    return new Objective.Labelled(
        sources
            .table()
            .orElseThrow(
                () ->
                    SpecException.of(
                        "%s %s: found neither %s nor %s, " + "expected one",
                        SpecException.part("objective"),
                        ObjectiveSpec.TRAINED_ON_THE_WAY,
                        SpecException.part("labels"),
                        SpecException.part("label-command"))));
  }

  /**
   * Returns what the choice of labels depends on.
   *
   * @param range labels of the command that make sense
   */
  Provenance facts(LabelRange range) {
    Provenance facts = Provenance.of("label_plan", plan).with("model", model);
    return command
        .map(text -> facts.with("label_command", text).with("label_range", range))
        .orElse(facts);
  }
}
