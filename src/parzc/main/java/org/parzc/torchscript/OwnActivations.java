package org.parzc.torchscript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.parzc.blueprint.Blueprint.Vertex;

/**
 * Which ReLU belongs to the operation of which weight. Candidates are the weight before it, with
 * nothing but batch normalisation between (Conv-BN-ReLU), and the weight that alone reads it
 * (ReLU-Conv-BN); the one that stands nearer in the tree of modules owns it, the former if they are
 * equally near.
 */
final class OwnActivations {
  private final Recording recording;
  private final List<List<Integer>> readers = new ArrayList<>();

  private OwnActivations(Recording recording) {
    this.recording = recording;
    List<Vertex> vertices = recording.vertices();
    vertices.forEach(vertex -> readers.add(new ArrayList<>()));
    for (int v = 0; v < vertices.size(); v++) {
      int reader = v;
      vertices.get(v).inputs().forEach(input -> readers.get(input).add(reader));
    }
  }

  /** Returns, for each weighted vertex that has one, the vertex of its ReLU. */
  static Map<Integer, Integer> of(Recording recording) {
    OwnActivations own = new OwnActivations(recording);
    Map<Integer, Integer> activations = new HashMap<>();
    for (int relu : recording.activations().keySet()) {
      OptionalInt owner = own.owner(relu);
      if (owner.isPresent()) {
        activations.merge(
            owner.getAsInt(),
            relu,
            (a, b) ->
                own.nearness(b, owner.getAsInt()) > own.nearness(a, owner.getAsInt()) ? b : a);
      }
    }
    return activations;
  }

  private OptionalInt owner(int relu) {
    OptionalInt before = weightBefore(relu);
    OptionalInt after = onlyReader(relu).stream().filter(this::isWeighted).findFirst();
    if (before.isEmpty() || after.isEmpty()) {
      return before.isPresent() ? before : after;
    }
    return nearness(relu, after.getAsInt()) > nearness(relu, before.getAsInt()) ? after : before;
  }

  private OptionalInt weightBefore(int relu) {
    List<Integer> inputs = recording.vertices().get(relu).inputs();
    if (inputs.size() != 1 || onlyReader(inputs.get(0)).isEmpty()) {
      return OptionalInt.empty();
    }
    int before = inputs.get(0);
    Vertex vertex = recording.vertices().get(before);
    if (vertex.layer().kind().equals("batch_norm")
        && onlyReader(vertex.inputs().get(0)).isPresent()) {
      before = vertex.inputs().get(0);
    }
    return isWeighted(before) ? OptionalInt.of(before) : OptionalInt.empty();
  }

  private OptionalInt onlyReader(int vertex) {
    return readers.get(vertex).size() == 1
        ? OptionalInt.of(readers.get(vertex).get(0))
        : OptionalInt.empty();
  }

  private boolean isWeighted(int vertex) {
    return recording.weights().containsKey(vertex);
  }

  /** Returns the number of modules that two vertices have in common. */
  private int nearness(int one, int other) {
    String[] a = recording.path(one).split("\\.");
    String[] b = recording.path(other).split("\\.");
    int common = 0;
    while (common < a.length && common < b.length && a[common].equals(b[common])) {
      common++;
    }
    return common;
  }
}
