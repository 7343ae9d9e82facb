package org.parzc.torchscript;

import java.util.List;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.Operation;
import org.bytedeco.pytorch.Type;

/**
 * One node of a module's graph, with what it takes to run it. Native parts belong to the scope the
 * module was read in.
 *
 * @param kind qualified name, such as {@code aten::conv2d}
 * @param inputs numbers of the values it reads
 * @param outputs numbers of the values it makes
 * @param call what LibTorch runs; null for what the {@link Interpreter} does itself, or nobody can
 * @param attributes what it takes beside its inputs
 * @param blocks what a {@code prim::If} or {@code prim::Loop} runs
 * @param path module in which it stands, such as {@code layer1.0.relu}, as far as LibTorch knows
 */
record Instruction(
    String kind,
    long[] inputs,
    long[] outputs,
    Call call,
    Attributes attributes,
    List<Code> blocks,
    String path) {

  /**
   * A call of LibTorch.
   *
   * @param operation what is called
   * @param takesCount whether it wants the number of its inputs as its last
   * @param writes whether it changes its first input in place
   * @param random whether two runs may differ
   */
  record Call(Operation operation, boolean takesCount, boolean writes, boolean random) {}

  /**
   * What the node itself says.
   *
   * @param constant value of a {@code prim::Constant}, else null
   * @param name what a {@code prim::GetAttr} reads, else null
   * @param elements type of the elements of a {@code prim::ListConstruct}, else null
   */
  record Attributes(IValue constant, String name, Type.TypePtr elements) {}

  /** Instructions in order, the values that are given to them and those that they give. */
  record Code(long[] inputs, List<Instruction> instructions, long[] outputs) {}
}
