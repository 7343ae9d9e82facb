package org.parzc.torchscript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.parzc.blueprint.Blueprint.Vertex;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Shape;

/** What one run of a module did, operation by operation. Filled by {@link Operations}. */
final class Recording {
  /** Vertex of the images. */
  static final int INPUT = 0;

  private final List<Vertex> vertices = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();
  private final Map<Integer, String> weights = new TreeMap<>();
  private final Map<Integer, Tensor> outputs = new HashMap<>();
  private final Map<Integer, Tensor> activations = new TreeMap<>();
  private final Set<String> met = new HashSet<>();
  private final Set<String> repeated = new HashSet<>();
  private Tensor features;

  Recording(Shape images) {
    vertices.add(new Vertex(new Layer.Input(images), List.of(), images, ""));
    paths.add("");
  }

  /** Adds an operation and returns its vertex. */
  int add(Layer layer, List<Integer> inputs, Shape shape, String path) {
    vertices.add(new Vertex(layer, inputs, shape, ""));
    paths.add(path);
    return vertices.size() - 1;
  }

  /** Says that a vertex is the first to use a weight, and what it gave. */
  void weighted(int vertex, String weight, Tensor output) {
    weights.put(vertex, weight);
    outputs.put(vertex, output);
  }

  /** Says that a weight was used again, so that its node has no single output. */
  void repeated(String weight) {
    repeated.add(weight);
  }

  void activation(int vertex, Tensor output) {
    activations.put(vertex, output);
  }

  void features(Tensor map) {
    features = map;
  }

  /** Returns whether this is the first operation that reads the parameter. */
  boolean meets(String parameter) {
    return met.add(parameter);
  }

  boolean hasMet(String parameter) {
    return met.contains(parameter);
  }

  List<Vertex> vertices() {
    return vertices;
  }

  /** Returns the module in which a vertex was computed. */
  String path(int vertex) {
    return paths.get(vertex);
  }

  /** Returns the vertices that are nodes, each with the name of its weight. */
  Map<Integer, String> weights() {
    return weights;
  }

  /** Returns whether every weight was used once. */
  boolean hasSingleOutputs() {
    return repeated.isEmpty();
  }

  Tensor output(int vertex) {
    return outputs.get(vertex);
  }

  Map<Integer, Tensor> activations() {
    return activations;
  }

  /** Returns what the last global pooling read; null if there was none. */
  Tensor features() {
    return features;
  }
}
