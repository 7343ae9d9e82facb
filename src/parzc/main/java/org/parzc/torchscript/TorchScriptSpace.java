package org.parzc.torchscript;

import com.google.common.base.Suppliers;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Slot;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.Skeleton;

/**
 * The networks of a directory or a manifest. An architecture's text is its id, an at sign and the
 * first digits of its file's hash, so that statistics of two versions of a file are never taken for
 * each other; the id alone is read, too.
 */
final class TorchScriptSpace implements EnumerableSpace {
  static final String NAME = "torchscript";

  private final String place;
  private final List<TorchScriptArchitecture> networks;
  private final Map<String, TorchScriptArchitecture> byName = new HashMap<>();
  private final Supplier<Skeleton> usual = Suppliers.memoize(this::firstSkeleton);

  /**
   * @param place the directory or manifest as the user named it
   * @param files at least one, with different ids
   */
  TorchScriptSpace(String place, List<ModuleFile> files) {
    this.place = place;
    networks =
        files.stream().map(file -> new TorchScriptArchitecture(file, this::networks)).toList();
    networks.forEach(network -> byName.put(network.text(), network));
    // Last, so that an id that looks like another network's version means its own network.
    networks.forEach(network -> byName.put(network.file().id(), network));
  }

  private List<TorchScriptArchitecture> networks() {
    return networks;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String description() {
    return "TorchScript modules in " + place;
  }

  @Override
  public long size() {
    return networks.size();
  }

  @Override
  public Architecture at(long index) {
    return networks.get((int) index);
  }

  @Override
  public Architecture parse(String text) {
    TorchScriptArchitecture found = byName.get(text.strip());
    if (found == null) {
      int at = text.lastIndexOf('@');
      TorchScriptArchitecture other = at < 0 ? null : byName.get(text.substring(0, at).strip());
      throw other == null
          ? new ArchitectureSyntaxException(
              1,
              "found '%s', expected the id of one of the %d networks in %s"
                  .formatted(text, networks.size(), place))
          : new ArchitectureSyntaxException(
              at + 2,
              "found version %s, but %s is now %s"
                  .formatted(text.substring(at + 1), other.file().path(), other.text()));
    }
    return found;
  }

  @Override
  public List<String> columns() {
    return List.of("id");
  }

  /**
   * Returns the first image shape, and the number of classes, with which the first network that is
   * in order runs.
   */
  @Override
  public Skeleton defaultSkeleton() {
    return usual.get();
  }

  private Skeleton firstSkeleton() {
    InputException first = null;
    for (TorchScriptArchitecture network : networks) {
      try {
        return InputSearch.skeleton(network.file());
      } catch (InputException e) {
        first = first == null ? e : first;
      }
    }
    throw first;
  }

  @Override
  public boolean isSizedBySkeleton() {
    return false;
  }

  @Override
  public List<Slot> slots(Skeleton skeleton) {
    Map<String, Slot> slots = new LinkedHashMap<>();
    networks.stream()
        .flatMap(network -> network.blueprint(skeleton).nodes().stream())
        .map(Blueprint.Node::slot)
        .forEach(slot -> slots.putIfAbsent(slot.name(), slot));
    return List.copyOf(slots.values());
  }
}
