package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What paths say of sets of operations, counted by hand. */
class PathFeaturesTest {
  private static final Map<String, Double> CELL =
      Map.of(
          "path:conv>pool", 2.0, "path:conv>conv>conv", 1.0, "path:", 1.0, "operation:conv", 3.0);

  private static Map<String, Double> read(PathFeatures features, Map<String, Double> topology) {
    double[] values = features.read(topology);
    Map<String, Double> named = new HashMap<>();
    for (int i = 0; i < values.length; i++) {
      named.put(features.features().get(i).name().substring("paths:".length()), values[i]);
    }
    return named;
  }

  @Test
  void countsThePathsOfASetAndItsOperationsOnEveryPath() {
    PathFeatures features = PathFeatures.of(List.of(CELL));
    assertThat(features.operations()).containsExactly("conv", "pool");
    assertThat(read(features, CELL))
        .containsOnly(
            Map.entry("only:conv:shortest", 0.0),
            Map.entry("only:conv:longest", 3.0),
            Map.entry("only:conv:count", 2.0),
            Map.entry("only:pool:shortest", 0.0),
            Map.entry("only:pool:longest", 0.0),
            Map.entry("only:pool:count", 1.0),
            Map.entry("only:conv+pool:shortest", 0.0),
            Map.entry("only:conv+pool:longest", 3.0),
            Map.entry("only:conv+pool:count", 4.0),
            Map.entry("on:conv:least", 0.0),
            Map.entry("on:conv:most", 3.0),
            Map.entry("on:conv:mean", 1.25),
            Map.entry("on:pool:least", 0.0),
            Map.entry("on:pool:most", 1.0),
            Map.entry("on:pool:mean", 0.5),
            Map.entry("on:conv+pool:least", 0.0),
            Map.entry("on:conv+pool:most", 3.0),
            Map.entry("on:conv+pool:mean", 1.75));
  }

  @Test
  void aSetWithoutPathsIsLongerThanAnyAndShorterThanAny() {
    PathFeatures features = new PathFeatures(List.of("conv", "pool"));
    assertThat(read(features, Map.of("path:pool", 1.0)))
        .containsEntry("only:conv:shortest", 7.0)
        .containsEntry("only:conv:longest", -1.0)
        .containsEntry("only:conv:count", 0.0)
        .containsEntry("on:conv:most", 0.0);
    assertThat(read(features, Map.of()))
        .containsEntry("on:conv:most", -1.0)
        .containsEntry("only:pool:count", 0.0);
  }

  @Test
  void operationsThatWereNotSeenBelongToNoSet() {
    PathFeatures features = new PathFeatures(List.of("conv"));
    assertThat(read(features, Map.of("path:conv>strange", 1.0)))
        .containsEntry("only:conv:count", 0.0)
        .containsEntry("on:conv:mean", 1.0);
  }
}
