package org.parzc.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * A feature: one number that {@link AlignedEncoder} reads of an architecture. Its {@link #name} is
 * what predictor files, tables and charts show; {@link #parse} reads it.
 */
public sealed interface Feature {
  /** Mean of a statistic over the live nodes of a slot group: {@code slot:GROUP:STATISTIC}. */
  record SlotStatistic(String group, String statistic) implements Feature {
    @Override
    public String name() {
      return "slot:" + group + ':' + statistic;
    }

    @Override
    public FeatureFamily family() {
      return FeatureFamily.SLOT;
    }
  }

  /** How many live nodes of a slot group have an operation: {@code node:GROUP=OPERATION}. */
  record SlotOperation(String group, String operation) implements Feature {
    @Override
    public String name() {
      return "node:" + group + '=' + operation;
    }

    @Override
    public FeatureFamily family() {
      return FeatureFamily.NODE;
    }
  }

  /** Mean of a statistic over all live nodes: {@code mean:STATISTIC}. */
  record Mean(String statistic) implements Feature {
    @Override
    public String name() {
      return "mean:" + statistic;
    }

    @Override
    public FeatureFamily family() {
      return FeatureFamily.NETWORK;
    }
  }

  /** Sum of a statistic over all nodes: {@code sum:STATISTIC}. */
  record Sum(String statistic) implements Feature {
    @Override
    public String name() {
      return "sum:" + statistic;
    }

    @Override
    public FeatureFamily family() {
      return FeatureFamily.NETWORK;
    }
  }

  /** A network-level proxy: {@code proxy:PROXY}. */
  record Proxy(String proxy) implements Feature {
    @Override
    public String name() {
      return "proxy:" + proxy;
    }

    @Override
    public FeatureFamily family() {
      return FeatureFamily.NETWORK;
    }
  }

  /** The size of the network: {@code size:depth}, {@code size:flops} or {@code size:parameters}. */
  record Size(String measure) implements Feature {
    private static final List<String> MEASURES = List.of("depth", "flops", "parameters");

    /** The depth. */
    static final Size DEPTH = new Size("depth");

    /** The logarithm of the multiply-adds. */
    static final Size FLOPS = new Size("flops");

    /** The logarithm of the number of parameters. */
    static final Size PARAMETERS = new Size("parameters");

    /** Checks the measure. */
    public Size {
      if (!MEASURES.contains(measure)) {
        throw new IllegalArgumentException(
            "size: found '%s', expected one of %s".formatted(measure, MEASURES));
      }
    }

    @Override
    public String name() {
      return "size:" + measure;
    }

    @Override
    public FeatureFamily family() {
      return FeatureFamily.NETWORK;
    }
  }

  /** A count of {@link org.parzc.blueprint.Topology}: {@code topology:COUNT}. */
  record TopologyCount(String count) implements Feature {
    @Override
    public String name() {
      return "topology:" + count;
    }

    @Override
    public FeatureFamily family() {
      return FeatureFamily.TOPOLOGY;
    }
  }

  /**
   * What the paths through a cell say of a set of operations: {@code paths:RELATION:A+B:MEASURE}.
   *
   * @param relation {@code only}, of the paths that meet nothing else, or {@code on}, of the
   *     operations on every path
   * @param operations the set
   * @param measure what of them, such as {@code shortest}
   */
  record Paths(String relation, List<String> operations, String measure) implements Feature {
    /** Copies the list. */
    public Paths {
      operations = List.copyOf(operations);
    }

    @Override
    public String name() {
      return "paths:" + relation + ':' + String.join("+", operations) + ':' + measure;
    }

    @Override
    public FeatureFamily family() {
      return FeatureFamily.TOPOLOGY;
    }
  }

  /** Returns the name, such as {@code slot:stage1.0->1:snip}. */
  @JsonValue
  String name();

  /** Returns what the feature is about. */
  FeatureFamily family();

  /**
   * Returns the feature of a {@link #name}.
   *
   * @throws IllegalArgumentException if it is the name of none
   */
  @JsonCreator
  static Feature parse(String name) {
    int colon = name.indexOf(':');
    String rest = name.substring(colon + 1);
    return switch (name.substring(0, Math.max(0, colon))) {
      case "slot" ->
          new SlotStatistic(
              before(name, rest, rest.lastIndexOf(':')), after(rest, rest.lastIndexOf(':')));
      case "node" ->
          new SlotOperation(
              before(name, rest, rest.lastIndexOf('=')), after(rest, rest.lastIndexOf('=')));
      case "mean" -> new Mean(rest);
      case "sum" -> new Sum(rest);
      case "proxy" -> new Proxy(rest);
      case "size" -> new Size(rest);
      case "topology" -> new TopologyCount(rest);
      case "paths" -> paths(name, rest);
      default -> throw unknown(name);
    };
  }

  private static Paths paths(String name, String rest) {
    String relation = before(name, rest, rest.indexOf(':'));
    String set = after(rest, rest.indexOf(':'));
    return new Paths(
        relation,
        List.of(before(name, set, set.lastIndexOf(':')).split("[+]", -1)),
        after(set, set.lastIndexOf(':')));
  }

  private static String before(String name, String text, int at) {
    if (at < 0) {
      throw unknown(name);
    }
    return text.substring(0, at);
  }

  private static String after(String text, int at) {
    return text.substring(at + 1);
  }

  private static IllegalArgumentException unknown(String name) {
    return new IllegalArgumentException("not the name of a feature: " + name);
  }
}
