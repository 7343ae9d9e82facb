package org.parzc.torchscript;

import org.parzc.space.SearchSpace;
import org.parzc.space.SpaceLoader;

/**
 * {@code torchscript:DIR} or {@code torchscript:MANIFEST.csv}: the networks in a directory or
 * manifest.
 */
public final class TorchScriptLoader implements SpaceLoader {
  @Override
  public String prefix() {
    return TorchScriptSpace.NAME;
  }

  @Override
  public String description() {
    return "TorchScript modules: a directory of .pt files, or a CSV manifest with columns id, file"
        + " and label";
  }

  @Override
  public SearchSpace load(String argument) {
    return new TorchScriptSpace(argument, ModuleFile.all(argument));
  }
}
