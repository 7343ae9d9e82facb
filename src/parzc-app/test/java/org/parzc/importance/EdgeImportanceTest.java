package org.parzc.importance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Cells with operations on their edges. */
class EdgeImportanceTest {
  private static NodeImportance importance(String... groups) {
    return new NodeImportance(
        FeatureGroup.By.NODE,
        0.5,
        List.of(groups).stream()
            .map(group -> new NodeImportance.Row(group, 1, 0.25, 0, 0, 0, 0, 0.5))
            .toList());
  }

  @Test
  void stagesAreAddedUp() {
    List<EdgeImportance> edges =
        EdgeImportance.of(importance("stem", "stage1.1->2", "stage1.0->1", "stage2.0->1:snip"));
    assertThat(edges)
        .containsExactly(new EdgeImportance(0, 1, 0.5), new EdgeImportance(1, 2, 0.25));
    assertThat(EdgeImportance.most(edges)).isEqualTo(new EdgeImportance(0, 1, 0.5));
  }

  @Test
  void otherGroupsAreNoEdges() {
    assertThat(EdgeImportance.of(importance("stack1.conv", "network: size"))).isEmpty();
  }
}
