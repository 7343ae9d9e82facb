package org.parzc.spaces.nds;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.space.PythonValue;
import org.parzc.space.SearchSpace;
import org.parzc.space.Skeleton;

/**
 * A space of cells as the Network Design Spaces study (Radosavovic et al., ICCV 2019) laid them out
 * beside each other: an architecture is a normal and a reduction cell, in each of which every node
 * adds up two operations on earlier places. The spaces differ in operations, number of nodes, and
 * in which nodes a cell hands on.
 *
 * <p>A text is {@code NORMAL;REDUCE}, each cell the terms {@code operation~input} of its nodes
 * separated by blanks, and may end in {@code ;C=36}, its own width, and {@code ;N=20}, its own
 * number of cells. What it does not say, the {@link Skeleton} does: {@code channels} is the width
 * C, and {@code cellsPerStage} the normal cells in each of the three stages around the two
 * reduction cells, so that there are N = 3 · cellsPerStage + 2 cells.
 */
public final class NdsSpace implements SearchSpace {
  /** Which nodes make up the output of a cell. */
  enum Output {
    ALL,
    LOOSE_ENDS
  }

  private static final List<NdsOperation> DARTS =
      List.of(
          NdsOperation.NONE,
          NdsOperation.MAX_POOL_3X3,
          NdsOperation.AVG_POOL_3X3,
          NdsOperation.SKIP_CONNECT,
          NdsOperation.SEP_CONV_3X3,
          NdsOperation.SEP_CONV_5X5,
          NdsOperation.DIL_CONV_3X3,
          NdsOperation.DIL_CONV_5X5);

  /** NAS-Bench-301's, and NASLib's, numbers for the operations of DARTS: none has no number. */
  private static final List<NdsOperation> NAS_BENCH_301 = DARTS.subList(1, DARTS.size());

  private static final List<NdsOperation> ENAS =
      List.of(
          NdsOperation.SKIP_CONNECT,
          NdsOperation.SEP_CONV_3X3,
          NdsOperation.SEP_CONV_5X5,
          NdsOperation.AVG_POOL_3X3,
          NdsOperation.MAX_POOL_3X3);
  private static final List<NdsOperation> PNAS =
      List.of(
          NdsOperation.SEP_CONV_3X3,
          NdsOperation.SEP_CONV_5X5,
          NdsOperation.SEP_CONV_7X7,
          NdsOperation.CONV_7X1_1X7,
          NdsOperation.SKIP_CONNECT,
          NdsOperation.AVG_POOL_3X3,
          NdsOperation.MAX_POOL_3X3,
          NdsOperation.DIL_CONV_3X3);
  private static final List<NdsOperation> NASNET =
      List.of(
          NdsOperation.SKIP_CONNECT,
          NdsOperation.CONV_3X1_1X3,
          NdsOperation.CONV_7X1_1X7,
          NdsOperation.DIL_CONV_3X3,
          NdsOperation.AVG_POOL_3X3,
          NdsOperation.MAX_POOL_3X3,
          NdsOperation.MAX_POOL_5X5,
          NdsOperation.MAX_POOL_7X7,
          NdsOperation.CONV_1X1,
          NdsOperation.CONV_3X3,
          NdsOperation.SEP_CONV_3X3,
          NdsOperation.SEP_CONV_5X5,
          NdsOperation.SEP_CONV_7X7);
  private static final List<NdsOperation> AMOEBA =
      List.of(
          NdsOperation.SKIP_CONNECT,
          NdsOperation.SEP_CONV_3X3,
          NdsOperation.SEP_CONV_5X5,
          NdsOperation.SEP_CONV_7X7,
          NdsOperation.AVG_POOL_3X3,
          NdsOperation.MAX_POOL_3X3,
          NdsOperation.DIL_SEP_CONV_3X3,
          NdsOperation.CONV_7X1_1X7);

  private final String name;
  private final String description;
  private final List<NdsOperation> operations;
  private final int nodes;
  private final Output output;

  private NdsSpace(String published, List<NdsOperation> operations, int nodes, Output output) {
    this.name = "nds-" + published.toLowerCase(Locale.ROOT);
    this.description =
        "%s cells as in NDS: %d nodes, %d operations, output of %s"
            .formatted(
                published,
                nodes,
                operations.size(),
                output == Output.ALL ? "all nodes" : "loose ends");
    this.operations = operations;
    this.nodes = nodes;
    this.output = output;
  }

  /** Returns the spaces of the study in the order of their names. */
  public static List<NdsSpace> all() {
    return List.of(
        new NdsSpace("Amoeba", AMOEBA, 5, Output.LOOSE_ENDS),
        new NdsSpace("DARTS", DARTS, 4, Output.ALL),
        new NdsSpace("ENAS", ENAS, 5, Output.LOOSE_ENDS),
        new NdsSpace("NASNet", NASNET, 5, Output.LOOSE_ENDS),
        new NdsSpace("PNAS", PNAS, 5, Output.ALL));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return description;
  }

  @Override
  public List<String> columns() {
    return List.of("normal", "reduce");
  }

  @Override
  public Skeleton defaultSkeleton() {
    return new Skeleton(16, 2, 10, new Shape(3, 32, 32));
  }

  @Override
  public NdsArchitecture parse(String text) {
    return new NdsParser(this, text).architecture();
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here: the {@code Genotype} of DARTS' code, or its two lists; in the space of DARTS also the
   * pairs of numbers of NAS-Bench-301 and NASLib. Width and depth are then left to the skeleton.
   */
  @Override
  public NdsArchitecture interpret(String text) {
    return PythonValue.begins(text) ? new GenotypeReader(this).architecture(text) : parse(text);
  }

  /** {@inheritDoc} Uniform over the pairs of cells; width and depth are left to the skeleton. */
  @Override
  public NdsArchitecture random(RandomGenerator random) {
    return new NdsArchitecture(
        this, randomCell(random), randomCell(random), OptionalInt.empty(), OptionalInt.empty());
  }

  private NdsCell randomCell(RandomGenerator random) {
    List<NdsCell.Term> terms = new ArrayList<>();
    for (int node = NdsCell.INPUTS; node < NdsCell.INPUTS + nodes; node++) {
      for (int term = 0; term < 2; term++) {
        terms.add(
            new NdsCell.Term(
                operations.get(random.nextInt(operations.size())), random.nextInt(node)));
      }
    }
    return new NdsCell(terms);
  }

  /** {@inheritDoc} Those of architectures without a depth of their own. */
  @Override
  public List<Slot> slots(Skeleton skeleton) {
    List<String> parts =
        operations.stream().flatMap(operation -> operation.form.parts.stream()).distinct().toList();
    List<Slot> slots = new ArrayList<>(List.of(NdsNetwork.STEM));
    for (NdsPlace place : NdsPlace.all(NdsPlace.depth(skeleton))) {
      slots.addAll(place.preprocessing());
      for (int node = NdsCell.INPUTS; node < NdsCell.INPUTS + nodes; node++) {
        for (int term = 0; term < 2; term++) {
          for (String part : parts) {
            slots.add(place.slot(node, term, part));
          }
        }
      }
    }
    slots.add(NdsNetwork.CLASSIFIER);
    return List.copyOf(slots);
  }

  List<NdsOperation> operations() {
    return operations;
  }

  /** Returns the operations that publications number, 0, 1, …; empty if none do. */
  List<NdsOperation> numbered() {
    return operations == DARTS ? NAS_BENCH_301 : List.of();
  }

  /** Returns the number of nodes in a cell. */
  int nodes() {
    return nodes;
  }

  /** Returns the nodes whose values are concatenated to the output of a cell. */
  List<Integer> outputs(NdsCell cell) {
    return output == Output.ALL ? cell.nodes() : cell.looseEnds();
  }
}
