package org.parzc.torchscript;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Block;
import org.bytedeco.pytorch.BlockArrayRef;
import org.bytedeco.pytorch.Graph;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueOptional;
import org.bytedeco.pytorch.JitNode;
import org.bytedeco.pytorch.Operation;
import org.bytedeco.pytorch.Operator;
import org.bytedeco.pytorch.Type;
import org.bytedeco.pytorch.ValueArrayRef;
import org.bytedeco.pytorch.global.torch;
import org.parzc.torchscript.Instruction.Attributes;
import org.parzc.torchscript.Instruction.Call;
import org.parzc.torchscript.Instruction.Code;

/** Turns LibTorch's graph of a method into instructions. */
final class GraphReader {
  static final String CONSTANT = "prim::Constant";
  static final String ATTRIBUTE = "prim::GetAttr";
  static final String LIST = "prim::ListConstruct";

  /**
   * The presets cannot read a node's string attributes; the printed graph has them, in the order of
   * the nodes.
   */
  private static final Pattern PRINTED_ATTRIBUTE =
      Pattern.compile(" = prim::GetAttr\\[name=\"((?:[^\"\\\\]|\\\\.)*)\"]\\(");

  private final Iterator<String> attributes;
  private boolean writes;

  private GraphReader(Graph graph) {
    Matcher matcher = PRINTED_ATTRIBUTE.matcher(graph.toString());
    List<String> names = new ArrayList<>();
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    attributes = names.iterator();
  }

  /**
   * What was read.
   *
   * @param code the instructions
   * @param writes whether some of them change their inputs in place
   */
  record Program(Code code, boolean writes) {}

  /** Reads a graph without calls. */
  static Program read(Graph graph) {
    GraphReader reader = new GraphReader(graph);
    Code code = reader.code(graph.block());
    return new Program(code, reader.writes);
  }

  private Code code(Block block) {
    List<Instruction> instructions = new ArrayList<>();
    for (JitNode node = block.param_node().next();
        !node.equals(block.return_node());
        node = node.next()) {
      instructions.add(instruction(node));
    }
    return new Code(numbers(block.inputs()), instructions, numbers(block.outputs()));
  }

  private Instruction instruction(JitNode node) {
    String kind = node.kind().toQualString().getString();
    // Before the blocks, whose attributes are printed after the node itself.
    String attribute = kind.equals(ATTRIBUTE) ? attributes.next() : null;
    Call call = call(node, kind);
    writes |= call != null && call.writes();
    IValue constant = kind.equals(CONSTANT) ? constant(node) : null;
    Type.TypePtr elements = kind.equals(LIST) ? node.output().type().get().containedType(0) : null;
    List<Code> blocks = new ArrayList<>();
    BlockArrayRef found = node.blocks();
    for (long i = 0; i < found.size(); i++) {
      blocks.add(code(found.get(i)));
    }
    return new Instruction(
        kind,
        numbers(node.inputs()),
        numbers(node.outputs()),
        call,
        new Attributes(constant, attribute, elements),
        blocks,
        path(node));
  }

  private static Call call(JitNode node, String kind) {
    Operator operator = node.maybeOperator();
    Operation operation = operator == null || operator.isNull() ? null : node.getOperation();
    return operation == null
        ? null
        : new Call(
            operation,
            operator.schema().is_vararg(),
            kind.startsWith("aten::") && operator.schema().is_mutable(),
            node.isNondeterministic());
  }

  /** Inlining leaves functions behind, as constants without a value that nobody reads. */
  private static IValue constant(JitNode node) {
    IValueOptional value = torch.toIValue(node.output());
    return value.has_value() ? new IValue(value.get()) : new IValue();
  }

  private static long[] numbers(ValueArrayRef values) {
    long[] numbers = new long[(int) values.size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = values.get(i).unique();
    }
    return numbers;
  }

  /**
   * LibTorch writes {@code layer1(Sequential).0(Block).SELF(Block)}, and fills in what it does not
   * know.
   */
  private static String path(JitNode node) {
    BytePointer hierarchy = torch.getNodesModuleHierarchy(node);
    return hierarchy == null
        ? ""
        : Arrays.stream(hierarchy.getString().replaceAll("\\([^()]*\\)", "").split("\\."))
            .filter(
                part -> !part.isEmpty() && !part.equals("SELF") && !part.equals("UNKNOWN_INSTANCE"))
            .collect(Collectors.joining("."));
  }
}
