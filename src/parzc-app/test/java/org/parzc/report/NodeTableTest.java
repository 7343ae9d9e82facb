package org.parzc.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Slot;
import org.parzc.extraction.SignificantDigits;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/** The nodes of one architecture. */
class NodeTableTest {
  private static NodeStatistics node(int index, boolean live, Map<String, Double> values) {
    return new NodeStatistics(
        index, Slot.single("slot" + index), "conv3x3", List.of(4L), 4, live, 0, values);
  }

  @Test
  void everyNodeOfANetworkHasItsRow() {
    NasBench201 space = new NasBench201();
    Blueprint blueprint = space.at(0).blueprint(space.defaultSkeleton());
    Table table = NodeTable.of(blueprint);
    assertThat(table.columns())
        .extracting(Table.Column::name)
        .containsExactly("node", "slot", "operation", "weights", "output");
    assertThat(table.rows()).hasSameSizeAs(blueprint.nodes());
    assertThat(table.rows().get(0)).startsWith(0, "stem");
  }

  @Test
  void noiseIsMarkedAndWhatIsAbsentIsBlank() {
    ArchitectureStatistics statistics =
        new ArchitectureStatistics(
            "a",
            8,
            8,
            1,
            List.of(
                node(0, true, Map.of("snip", 1234.567)),
                node(1, false, Map.of("snip", 0.00012342, "zen", -2.0))),
            Map.of());
    SignificantDigits digits =
        new SignificantDigits(
            List.of(Map.of("snip", 5.0), Map.of("snip", 0.5, "zen", 7.0)), Map.of());
    assertThat(NodeTable.of(List.of("snip", "zen"), statistics, digits).text().lines())
        .containsExactly(
            "node  slot   operation             snip     zen",
            "   0  slot0  conv3x3               1235",
            "   1  slot1  conv3x3 (dead)  ~0.0001234  -2.000");
  }
}
