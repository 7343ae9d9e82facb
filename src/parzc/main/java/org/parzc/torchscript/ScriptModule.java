package org.parzc.torchscript;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.Graph;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.JitModule;
import org.bytedeco.pytorch.NamedTensor;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.named_parameter_iterator;
import org.bytedeco.pytorch.named_parameter_list;
import org.parzc.InputException;
import org.parzc.network.LibTorch;
import org.parzc.network.TensorArchive;

/**
 * A module in memory, in evaluation mode: dropout and whatever else a module does in training alone
 * is off. Used by one thread; belongs to the {@code PointerScope} that was open when it was read.
 */
final class ScriptModule {
  private final ModuleFile file;
  private final IValue self;
  // Held because instructions point into it.
  private final Graph graph;
  private final GraphReader.Program program;
  private final Map<String, Tensor> parameters = new LinkedHashMap<>();
  private final Map<Long, String> names = new HashMap<>();

  private ScriptModule(ModuleFile file, JitModule module) {
    this.file = file;
    self = new IValue(module._ivalue());
    graph = module.get_method("forward").graph().copy();
    // Inlines the methods of submodules; without autocast, which is about mixed precision.
    torch.preoptimizeGraph(graph, true);
    program = GraphReader.read(graph);
    named_parameter_list list = module.named_parameters();
    named_parameter_iterator end = list.end();
    for (named_parameter_iterator at = list.begin(); at.notEquals(end); at.increment()) {
      NamedTensor named = at.multiply();
      Tensor tensor = named.value();
      String name = named.name().getString();
      // A tensor of two names, as when modules share a submodule, is one parameter.
      if (names.putIfAbsent(tensor.unsafeGetTensorImpl().address(), name) == null) {
        parameters.put(name, tensor);
      }
    }
  }

  /**
   * Reads a module.
   *
   * @throws InputException if the file is damaged, not a module, needs an operator that LibTorch
   *     lacks, or its forward takes something else than images
   */
  static ScriptModule load(ModuleFile file) {
    file.requireUnchanged();
    TensorArchive.requireComplete(file.path());
    LibTorch.start();
    ScriptModule module;
    try {
      JitModule read =
          torch.load(file.path().toString(), new DeviceOptional(new Device("cpu")), false);
      read.eval();
      module = new ScriptModule(file, read);
    } catch (RuntimeException e) {
      throw new InputException(
          "%s: not a TorchScript module that this LibTorch can read: %s"
              .formatted(file.path(), firstLine(e)),
          e);
    }
    int arguments = module.program.code().inputs().length - 1;
    if (arguments != 1) {
      throw new InputException(
          "%s: found a forward method with %d arguments, expected one, the images"
              .formatted(file.path(), arguments));
    }
    return module;
  }

  /** LibTorch's messages carry C++ frames and source excerpts after the first line. */
  static String firstLine(RuntimeException e) {
    return Objects.requireNonNullElse(e.getMessage(), "")
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse(e.getClass().getSimpleName());
  }

  ModuleFile file() {
    return file;
  }

  /** Returns the module as the first input of its graph. */
  IValue self() {
    return self;
  }

  GraphReader.Program program() {
    return program;
  }

  /** Returns the trainable parameters by name, in the order in which the module lists them. */
  Map<String, Tensor> parameters() {
    return parameters;
  }

  /** Returns the name of a parameter, or the name under which another tensor was found. */
  String name(Tensor tensor, String found) {
    return names.getOrDefault(tensor.unsafeGetTensorImpl().address(), found);
  }
}
