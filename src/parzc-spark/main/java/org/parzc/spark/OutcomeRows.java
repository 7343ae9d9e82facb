package org.parzc.spark;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.parzc.blueprint.Slot;
import org.parzc.extraction.ExtractionOutcome;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;
import org.parzc.statistics.Recorded;

/**
 * One row of Parquet to an architecture: either {@code failure} is null or all that follows it is;
 * {@code nodes} has an element for each node. A statistic or proxy that is absent is null.
 */
final class OutcomeRows {
  private static final StructType NODE =
      new StructType()
          .add("node_index", DataTypes.IntegerType)
          .add("slot", DataTypes.StringType)
          .add("slot_group", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("shape", DataTypes.createArrayType(DataTypes.LongType))
          .add("weights", DataTypes.LongType)
          .add("live", DataTypes.BooleanType)
          .add("non_finite", DataTypes.LongType);

  private final List<String> statistics;
  private final List<String> proxies;
  private final StructType schema;

  /**
   * @param statistics names of the node-wise statistics
   * @param proxies names of the network-level proxies
   */
  OutcomeRows(List<String> statistics, List<String> proxies) {
    this.statistics = statistics;
    this.proxies = proxies;
    DataType nodes = DataTypes.createArrayType(NODE.add("statistics", doubles(statistics)));
    schema =
        new StructType()
            .add("architecture", DataTypes.StringType)
            .add("failure", DataTypes.StringType)
            .add("params", DataTypes.LongType)
            .add("flops", DataTypes.LongType)
            .add("depth", DataTypes.IntegerType)
            .add("proxies", doubles(proxies))
            .add("nodes", nodes);
  }

  private static StructType doubles(List<String> names) {
    StructType type = new StructType();
    for (String name : names) {
      type = type.add(name, DataTypes.DoubleType);
    }
    // Parquet has no groups without columns.
    return names.isEmpty() ? type.add("none", DataTypes.DoubleType) : type;
  }

  StructType schema() {
    return schema;
  }

  Row row(ExtractionOutcome outcome) {
    String text = outcome.architecture().text();
    if (outcome instanceof ExtractionOutcome.Extracted extracted) {
      ArchitectureStatistics measured = extracted.statistics();
      return RowFactory.create(
          text,
          null,
          measured.parameters(),
          measured.flops(),
          measured.depth(),
          values(measured.proxies(), proxies),
          measured.nodes().stream().map(this::node).toArray(Row[]::new));
    }
    return RowFactory.create(
        text, ((ExtractionOutcome.Failed) outcome).message(), null, null, null, null, null);
  }

  private Row node(NodeStatistics node) {
    return RowFactory.create(
        node.index(),
        node.slot().name(),
        node.slot().group(),
        node.kind(),
        node.shape().toArray(Long[]::new),
        node.weights(),
        node.live(),
        node.nonFinite(),
        values(node.values(), statistics));
  }

  private static Row values(Map<String, Double> values, List<String> names) {
    return RowFactory.create(
        names.isEmpty() ? new Object[1] : names.stream().map(values::get).toArray());
  }

  /** Returns the outcome that a row was made of, as that of an architecture with the row's text. */
  ExtractionOutcome outcome(Row row, Architecture architecture) {
    if (!row.isNullAt(1)) {
      return new ExtractionOutcome.Failed(architecture, row.getString(1));
    }
    List<NodeStatistics> nodes = new ArrayList<>();
    for (Row node : row.<Row>getList(6)) {
      nodes.add(
          new NodeStatistics(
              node.getInt(0),
              new Slot(node.getString(1), node.getString(2)),
              node.getString(3),
              node.getList(4),
              node.getLong(5),
              node.getBoolean(6),
              node.getLong(7),
              values(node.getStruct(8), statistics)));
    }
    return new ExtractionOutcome.Extracted(
        architecture,
        new ArchitectureStatistics(
            architecture.text(),
            row.getLong(2),
            row.getLong(3),
            row.getInt(4),
            nodes,
            values(row.getStruct(5), proxies),
            new Recorded(architecture.spaceName(), Set.copyOf(statistics), Set.copyOf(proxies))));
  }

  private static Map<String, Double> values(Row row, List<String> names) {
    ImmutableMap.Builder<String, Double> values = ImmutableMap.builder();
    for (int i = 0; i < names.size(); i++) {
      if (!row.isNullAt(i)) {
        values.put(names.get(i), row.getDouble(i));
      }
    }
    return values.build();
  }
}
