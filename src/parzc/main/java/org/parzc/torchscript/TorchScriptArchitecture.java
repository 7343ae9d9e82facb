package org.parzc.torchscript;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.parzc.blueprint.Blueprint;
import org.parzc.network.DeviceScope;
import org.parzc.network.ImportedArchitecture;
import org.parzc.network.NetworkSource;
import org.parzc.network.Placement;
import org.parzc.space.Architecture;
import org.parzc.space.Skeleton;

/** One module; the file is read anew for each use, so that threads share nothing. */
final class TorchScriptArchitecture implements ImportedArchitecture {
  private static final int ID_DIGITS = 32;

  private final ModuleFile file;
  private final Supplier<List<TorchScriptArchitecture>> all;
  private final Map<Skeleton, Blueprint> blueprints = new ConcurrentHashMap<>();

  /**
   * @param file the module
   * @param all gives every network of the space, asked after the space is made
   */
  TorchScriptArchitecture(ModuleFile file, Supplier<List<TorchScriptArchitecture>> all) {
    this.file = file;
    this.all = all;
  }

  ModuleFile file() {
    return file;
  }

  @Override
  public String text() {
    return file.version();
  }

  @Override
  public String spaceName() {
    return TorchScriptSpace.NAME;
  }

  /** {@inheritDoc} Here: of the whole content in place of its first digits in the text. */
  @Override
  public String id() {
    return Hashing.sha256()
        .hashString(
            TorchScriptSpace.NAME + ":" + file.id() + ":" + file.sha256(), StandardCharsets.UTF_8)
        .toString()
        .substring(0, ID_DIGITS);
  }

  /** Returns the hash of the content: copies of a file are one network. */
  @Override
  public String canonicalForm() {
    return file.sha256();
  }

  /** {@inheritDoc} Here: every other module of the space, as one can only be exchanged whole. */
  @Override
  public List<Architecture> neighbours() {
    return all.get().stream()
        .filter(other -> !other.equals(this))
        .<Architecture>map(other -> other)
        .toList();
  }

  @Override
  public Blueprint blueprint(Skeleton skeleton) {
    return blueprints.computeIfAbsent(
        skeleton,
        key -> {
          try (DeviceScope on = Placement.CPU.enter();
              PointerScope scope = new PointerScope()) {
            return networks(key).blueprint();
          }
        });
  }

  @Override
  public NetworkSource networks(Skeleton skeleton) {
    return ScriptNetworks.of(ScriptModule.load(file), skeleton);
  }

  @Override
  public List<String> picture() {
    try {
      return List.of(
          "file    " + file.path(),
          "bytes   " + Files.size(file.path()),
          "sha256  " + file.sha256());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TorchScriptArchitecture one && one.text().equals(text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
