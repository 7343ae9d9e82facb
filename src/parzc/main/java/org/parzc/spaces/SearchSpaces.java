package org.parzc.spaces;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.space.SearchSpace;
import org.parzc.space.SpaceLoader;
import org.parzc.spaces.nasbench.NasBench101;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.spaces.nds.NdsSpace;
import org.parzc.spaces.transformer.AutoFormer;
import org.parzc.spaces.transformer.Pit;

/** The list of spaces: the one place where a new space is named. */
public final class SearchSpaces {
  private static final List<SearchSpace> ALL =
      Stream.<Stream<? extends SearchSpace>>of(
              Stream.of(new NasBench201(), new NasBench101()),
              NdsSpace.all().stream(),
              Stream.of(new AutoFormer(), new Pit()))
          .<SearchSpace>flatMap(spaces -> spaces)
          .toList();

  private SearchSpaces() {}

  /** Returns every space that has a name of its own. */
  public static List<SearchSpace> all() {
    return ALL;
  }

  /** Returns what makes spaces out of files, in the order of their prefixes. */
  public static List<SpaceLoader> loaders() {
    return ServiceLoader.load(SpaceLoader.class, SpaceLoader.class.getClassLoader()).stream()
        .map(ServiceLoader.Provider::get)
        .sorted((a, b) -> a.prefix().compareTo(b.prefix()))
        .toList();
  }

  /**
   * Returns the space of that name.
   *
   * @param name name of a space, or the prefix of a loader, a colon and its argument
   * @throws InputException if there is none
   */
  public static SearchSpace named(String name) {
    for (SearchSpace space : ALL) {
      if (space.name().equals(name)) {
        return space;
      }
    }
    List<SpaceLoader> loaders = loaders();
    for (SpaceLoader loader : loaders) {
      if (name.startsWith(loader.prefix() + ":")) {
        return loader.load(name.substring(loader.prefix().length() + 1));
      }
    }
    throw new InputException(
        "unknown space '%s'; known: %s"
            .formatted(
                name,
                Stream.concat(
                        ALL.stream().map(SearchSpace::name),
                        loaders.stream().map(loader -> loader.prefix() + ":…"))
                    .collect(Collectors.joining(", "))));
  }
}
