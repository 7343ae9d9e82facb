package org.parzc.search;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.parzc.InputException;
import org.parzc.files.Fingerprint;
import org.parzc.files.Provenance;
import org.parzc.labels.InvalidEntries;
import org.parzc.labels.NumberColumn;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;

/**
 * The costs there are in a space: {@code params}, the number of trainable parameters, and {@code
 * flops}, the multiply-adds for one image, of the network that is measured for an architecture; and
 * the columns of a table.
 *
 * @param space the space
 * @param skeleton what surrounds the cell
 * @param table CSV file with a column for each further cost
 * @param index CSV file that says which architectures the indices of {@code table} mean, if that
 *     does not
 * @param invalid what to do with rows of these that are not architectures of the space
 */
public record Costs(
    SearchSpace space,
    Skeleton skeleton,
    Optional<Path> table,
    Optional<Path> index,
    InvalidEntries invalid) {
  /** Looking for the gaps of larger spaces takes too long. */
  private static final long MOST_COUNTED = 100_000;

  /** Returns the costs that need no table. */
  public static Costs sizes(SearchSpace space, Skeleton skeleton) {
    return new Costs(space, skeleton, Optional.empty(), Optional.empty(), InvalidEntries.REFUSED);
  }

  /** Returns which files the costs are from, by name. */
  public Provenance facts() {
    Map<String, String> facts = new TreeMap<>();
    table.ifPresent(file -> facts.put("costs", Fingerprint.of(file)));
    index.ifPresent(file -> facts.put("costs_index", Fingerprint.of(file)));
    return new Provenance(facts);
  }

  /**
   * Returns the cost of a name. It throws {@link IllegalArgumentException} for an architecture of
   * another space.
   *
   * @throws InputException if there is no such cost, or the table is wrong; see {@link
   *     NumberColumn#read}
   */
  public Cost named(String name) {
    return switch (name) {
      case "params" ->
          cost(
              name, one -> one.representative().blueprint(skeleton).parameters(), Optional.empty());
      case "flops" ->
          cost(name, one -> one.representative().blueprint(skeleton).flops(), Optional.empty());
      default -> column(name);
    };
  }

  private Cost cost(String name, ToDoubleFunction<Architecture> value, Optional<String> gaps) {
    return new Cost(
        name,
        one -> {
          one.requireOf(space);
          return value.applyAsDouble(one);
        },
        gaps);
  }

  private Cost column(String name) {
    if (table.isEmpty()) {
      throw new InputException(
          "unknown cost '%s'; known: params, flops, and the columns of a table of costs"
              .formatted(name));
    }
    Map<Architecture, Double> numbers =
        NumberColumn.read(table.get(), index.orElse(null), space, name, invalid);
    return cost(name, one -> numbers.getOrDefault(one, Double.NaN), gaps(name, numbers.keySet()));
  }

  /**
   * Says how many architectures have no cost: in a space that is numbered and not too large, of all
   * there are.
   */
  private Optional<String> gaps(String name, Set<Architecture> known) {
    if (!(space instanceof EnumerableSpace numbered) || numbered.size() > MOST_COUNTED) {
      return Optional.of(
          "%s: %s of %d architectures is known, all others are left out"
              .formatted(table.orElseThrow(), name, known.size()));
    }
    long without =
        LongStream.range(0, numbered.size())
            .mapToObj(numbered::at)
            .filter(one -> !known.contains(one))
            .count();
    return without == 0
        ? Optional.empty()
        : Optional.of(
            "%s: %s of %d of %d architectures is not known, they are left "
                    .formatted(table.orElseThrow(), name, without, numbered.size())
                + "out");
  }
}
