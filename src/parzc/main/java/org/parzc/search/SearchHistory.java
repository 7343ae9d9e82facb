package org.parzc.search;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.files.Provenance;
import org.parzc.labels.Direction;
import org.parzc.labels.LabelledArchitecture;

/**
 * The history of a search: what it evaluated, in order, which is enough to draw its course.
 *
 * @param settings what the search was asked for
 * @param value what the values are: {@code score}, or {@code label} of a search that takes labels
 * @param steps one per architecture, in the order in which they were evaluated or labelled
 */
public record SearchHistory(Provenance settings, String value, List<Step> steps) {
  private static final String SCORE = "score";
  private static final String LABEL = "label";

  /**
   * One architecture.
   *
   * @param architecture its text
   * @param value as the settings' {@link #direction} says, a label as it is in its file; NaN if it
   *     could not be had
   * @param cost lower is better; NaN if the search minimises no cost
   */
  public record Step(String architecture, double value, double cost) {
    private boolean isFinite() {
      return Double.isFinite(cost) && Double.isFinite(value);
    }
  }

  /**
   * A step and when it was made.
   *
   * @param number 1 for the first
   * @param step what was evaluated or labelled
   */
  public record Numbered(int number, Step step) {}

  /** Copies the list. */
  public SearchHistory {
    steps = List.copyOf(steps);
  }

  /** Returns which values are better. */
  public Direction direction() {
    return Direction.of(settings);
  }

  /** Returns the value of a step so that higher is better. */
  public double merit(Step step) {
    return direction().oriented(step.value());
  }

  /** Returns what the values are, and which are better if that are not the higher ones. */
  public String title() {
    return direction() == Direction.HIGHER_IS_BETTER
        ? value
        : "%s (%s)".formatted(value, direction());
  }

  /** Returns whether the search minimised a cost. */
  public boolean hasCosts() {
    return steps.stream().anyMatch(Step::isFinite);
  }

  /**
   * Returns the steps with a value and a cost, the cheapest first, of equally cheap ones the best
   * first.
   */
  public List<Step> cheapestFirst() {
    return steps.stream()
        .filter(Step::isFinite)
        .sorted(
            Comparator.comparingDouble(Step::cost)
                .thenComparing(Comparator.comparingDouble(this::merit).reversed()))
        .toList();
  }

  /**
   * Returns the front: the steps that no other one beats in cost and value both, the cheapest
   * first.
   */
  public List<Step> front() {
    return improvements(cheapestFirst()).stream().map(Numbered::step).toList();
  }

  /** Returns the steps that were better than all before them. */
  public List<Numbered> improvements() {
    return improvements(steps);
  }

  private List<Numbered> improvements(List<Step> inOrder) {
    List<Numbered> better = new ArrayList<>();
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < inOrder.size(); i++) {
      double merit = merit(inOrder.get(i));
      if (Double.isFinite(merit) && merit > highest) {
        highest = merit;
        better.add(new Numbered(i + 1, inOrder.get(i)));
      }
    }
    return better;
  }

  /** Returns all steps, the best first, those without a value last. */
  public List<Numbered> bestFirst() {
    return IntStream.range(0, steps.size())
        .mapToObj(i -> new Numbered(i + 1, steps.get(i)))
        .sorted(Comparator.comparingDouble(one -> -merit(one.step())))
        .toList();
  }

  /** Returns the course of a search with an objective that stays as it is. */
  public static SearchHistory of(Provenance settings, SearchState state) {
    return ofScores(
        settings,
        state.evaluations().stream()
            .map(one -> new Step(one.architecture().text(), one.score(), one.cost()))
            .toList());
  }

  /**
   * @param steps with scores, which are labels turned around where lower ones are better
   */
  private static SearchHistory ofScores(Provenance settings, List<Step> steps) {
    Direction direction = Direction.of(settings);
    return new SearchHistory(
        settings,
        SCORE,
        steps.stream()
            .map(one -> new Step(one.architecture(), direction.oriented(one.value()), one.cost()))
            .toList());
  }

  /** Returns the course of a search that takes labels. */
  public static SearchHistory ofLabels(Provenance settings, List<LabelledArchitecture> labels) {
    return new SearchHistory(
        settings,
        LABEL,
        labels.stream()
            .map(one -> new Step(one.architecture().text(), one.label(), Double.NaN))
            .toList());
  }

  /**
   * Reads the course from the state of a search, of either kind.
   *
   * @throws InputException if the file is not the state of a search of this version, or damaged
   */
  public static SearchHistory read(Path file) {
    StateFile.Content content = StateFile.content(file);
    return content.state().has("evaluations")
        ? ofScores(content.settings(), SearchStateFile.steps(file, content.state()))
        : new SearchHistory(
            content.settings(), LABEL, OnlineStateFile.steps(file, content.state()));
  }
}
