package org.parzc.spaces.nasbench;

import static org.parzc.spaces.nasbench.NasBench201.EDGES;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Layer.Add;
import org.parzc.blueprint.Layer.AveragePool;
import org.parzc.blueprint.Layer.BatchNorm;
import org.parzc.blueprint.Layer.GlobalAveragePool;
import org.parzc.blueprint.Layer.Relu;
import org.parzc.blueprint.Layer.Zero;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.Slot;
import org.parzc.space.Architecture;
import org.parzc.space.EdgeCell;
import org.parzc.space.EdgeCell.Edge;
import org.parzc.space.Skeleton;
import org.parzc.spaces.nasbench.NasBench201.Operation;

/** One cell of {@link NasBench201}: an operation on each of its six edges. */
final class NasBench201Cell implements Architecture {
  private static final int POSITIONS = 4;
  private static final int STAGES = 3;

  private final EdgeCell<Operation> cell;
  private final String text;

  NasBench201Cell(List<Operation> operations) {
    cell = new EdgeCell<>(EDGES, operations);
    text = write();
  }

  private String write() {
    StringBuilder written = new StringBuilder();
    for (int target = 1; target < POSITIONS; target++) {
      written.append(target > 1 ? "+|" : "|");
      for (int source = 0; source < target; source++) {
        written.append(operation(source, target).text()).append('~').append(source).append('|');
      }
    }
    return written.toString();
  }

  private Operation operation(int source, int target) {
    return cell.operations().get(EDGES.indexOf(new Edge(source, target)));
  }

  @Override
  public String text() {
    return text;
  }

  @Override
  public String spaceName() {
    return NasBench201.NAME;
  }

  /**
   * {@inheritDoc}
   *
   * <p>Here that of {@link EdgeCell}; the space has 4,930 of them.
   */
  @Override
  public String canonicalForm() {
    return cell.canonicalForm();
  }

  /**
   * Returns the first cell of the space with the same canonical form: its dead edges are all none.
   */
  @Override
  public Architecture representative() {
    return Representatives.BY_CANONICAL_FORM.get(canonicalForm());
  }

  /** Made when first needed: naming 15,625 canonical forms takes a moment. */
  private static final class Representatives {
    static final Map<String, Architecture> BY_CANONICAL_FORM = new HashMap<>();

    static {
      NasBench201 space = new NasBench201();
      for (long index = 0; index < space.size(); index++) {
        Architecture cell = space.at(index);
        BY_CANONICAL_FORM.putIfAbsent(cell.canonicalForm(), cell);
      }
    }
  }

  @Override
  public List<Architecture> neighbours() {
    return cell.neighbours(NasBench201.OPERATIONS).stream()
        .<Architecture>map(NasBench201Cell::new)
        .toList();
  }

  @Override
  public Blueprint blueprint(Skeleton skeleton) {
    Blueprint.Builder network = Blueprint.builder(skeleton.input());
    int channels = skeleton.channels();
    int x =
        network.add(
            new Convolution(skeleton.input().channels(), channels, 3, 1, 1, false),
            network.input(),
            Slot.single("stem"),
            OptionalInt.empty());
    x = network.add(new BatchNorm(channels), x);
    for (int stage = 1; stage <= STAGES; stage++) {
      if (stage > 1) {
        x = reduction(network, x, channels, "reduction" + (stage - 1));
        channels *= 2;
      }
      for (int repeat = 1; repeat <= skeleton.cellsPerStage(); repeat++) {
        network.cell("stage" + stage + ".cell" + repeat);
        x = cell(network, x, channels, stage, repeat);
        network.cell("");
      }
    }
    x = network.add(new BatchNorm(channels), x);
    x = network.add(new Relu(), x);
    x = network.add(new GlobalAveragePool(), x);
    return network.build(
        network.add(
            new Linear(channels, skeleton.classes(), true),
            x,
            Slot.single("classifier"),
            OptionalInt.empty()));
  }

  private int cell(Blueprint.Builder network, int input, int channels, int stage, int repeat) {
    return cell.write(
        network,
        input,
        (edge, operation, source) ->
            edge(
                network,
                source,
                operation,
                channels,
                new Slot(
                    "stage%d.cell%d.%s".formatted(stage, repeat, edge),
                    "stage%d.%s".formatted(stage, edge))));
  }

  private static int edge(
      Blueprint.Builder network, int input, Operation operation, int channels, Slot slot) {
    return switch (operation) {
      case NONE -> network.add(new Zero(), input);
      case SKIP_CONNECT -> input;
      case NOR_CONV_1X1 ->
          reluConvBn(network, input, new Convolution(channels, channels, 1, 1, 0, false), slot);
      case NOR_CONV_3X3 ->
          reluConvBn(network, input, new Convolution(channels, channels, 3, 1, 1, false), slot);
      case AVG_POOL_3X3 -> network.add(new AveragePool(3, 1, 1), input);
    };
  }

  /** The residual block between two stages: it halves the resolution and doubles the channels. */
  private static int reduction(Blueprint.Builder network, int input, int channels, String name) {
    int a =
        reluConvBn(
            network,
            input,
            new Convolution(channels, 2 * channels, 3, 2, 1, false),
            Slot.single(name + ".conv_a"));
    int b =
        reluConvBn(
            network,
            a,
            new Convolution(2 * channels, 2 * channels, 3, 1, 1, false),
            Slot.single(name + ".conv_b"));
    int pooled = network.add(new AveragePool(2, 2, 0), input);
    int shortcut =
        network.add(
            new Convolution(channels, 2 * channels, 1, 1, 0, false),
            pooled,
            Slot.single(name + ".downsample"),
            OptionalInt.empty());
    return network.add(new Add(), shortcut, b);
  }

  private static int reluConvBn(
      Blueprint.Builder network, int input, Convolution convolution, Slot slot) {
    int relu = network.add(new Relu(), input);
    int x = network.add(convolution, relu, slot, OptionalInt.of(relu));
    return network.add(new BatchNorm(convolution.out()), x);
  }

  @Override
  public List<String> picture() {
    return cell.picture();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NasBench201Cell same && text.equals(same.text);
  }

  @Override
  public int hashCode() {
    return Objects.hash(text);
  }

  @Override
  public String toString() {
    return text;
  }
}
