package org.parzc.spaces.custom;

import com.google.common.hash.Hashing;
import com.google.common.math.LongMath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.blueprint.Shape;
import org.parzc.space.EdgeCell.Edge;
import org.parzc.space.Skeleton;

/** Makes a {@link Definition} of the {@link Entry} that a file holds. */
final class DefinitionReader {
  private static final List<String> KEYS =
      List.of("name", "description", "operations", "edges", "text", "tuple", "skeleton", "network");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]*");
  private static final Pattern LINE = Pattern.compile("\\P{Cntrl}+");
  private static final Pattern OPERATION = Pattern.compile("[\\w.-]+");
  private static final Pattern EDGE = Pattern.compile("\\d{1,2}->\\d{1,2}");
  private static final Pattern NUMBERING = Pattern.compile("names|numbers");
  private static final int MOST_OPERATIONS = 64;
  private static final int MOST_POSITIONS = 12;
  private static final int MOST_EDGES = MOST_POSITIONS * (MOST_POSITIONS - 1) / 2;
  private static final int MOST_PARTS = 64;
  private static final int MOST_CELLS = 1_000;
  private static final int MOST_CHANNELS = 100_000;
  private static final int FINGERPRINT = 8;

  private DefinitionReader() {}

  /**
   * @throws InputException if the file does not describe a space, pointing at the offence
   */
  static Definition read(String file) {
    Entry all = EntryReader.read(file);
    Fields fields = Fields.of(all, "space", KEYS);
    List<CustomOperation> operations = operations(fields.required("operations"));
    List<Edge> edges = edges(fields.required("edges"));
    requireCountable(fields.required("edges").place(), operations.size(), edges.size());
    return new Definition(
        all.place(),
        Fields.text(fields.required("name"), NAME, "a name of lower-case letters, digits, _ and -"),
        Hashing.sha256()
            .hashString(all.toString(), StandardCharsets.UTF_8)
            .toString()
            .substring(0, FINGERPRINT),
        Fields.text(fields.required("description"), LINE, "one line of text"),
        new Definition.Cell(
            operations,
            edges,
            fields.read(
                "text",
                TextForm.commas(edges.size(), names(operations)),
                entry -> text(entry, names(operations), edges.size())),
            fields.optional("tuple").map(entry -> tuple(entry, operations, edges))),
        skeleton(fields.required("skeleton")),
        network(fields.required("network")));
  }

  private static List<String> names(List<CustomOperation> operations) {
    return operations.stream().map(CustomOperation::text).toList();
  }

  private static List<CustomOperation> operations(Entry entry) {
    if (!(entry instanceof Entry.Keys keys)
        || keys.keys().isEmpty()
        || keys.keys().size() > MOST_OPERATIONS) {
      throw entry
          .place()
          .wrong(
              "operations: found %s, expected 1 to %d names with layers"
                  .formatted(entry.found(), MOST_OPERATIONS));
    }
    return keys.keys().stream().map(DefinitionReader::operation).toList();
  }

  private static CustomOperation operation(Entry.Key key) {
    Fields.text(
        new Entry.Text(key.place(), key.name()),
        OPERATION,
        "an operation's name of letters, digits, _ . -");
    LayerReader reader = new LayerReader(true);
    if (key.value() instanceof Entry.Items) {
      List<CustomLayer> layers = layers(reader, key.value());
      return new CustomOperation(key.place(), key.name(), layers, layers);
    }
    Fields fields =
        Fields.of(key.value(), "operation " + key.name(), List.of("layers", "reduction"));
    return new CustomOperation(
        key.place(),
        key.name(),
        layers(reader, fields.required("layers")),
        layers(reader, fields.required("reduction")));
  }

  private static List<CustomLayer> layers(LayerReader reader, Entry entry) {
    List<CustomLayer> layers = reader.read(entry);
    for (CustomLayer layer : layers) {
      if (layer instanceof CustomLayer.Zero && layers.size() > 1) {
        throw layer.place().wrong("found zero among other layers, expected it alone");
      }
    }
    return layers;
  }

  private static List<Edge> edges(Entry entry) {
    List<Edge> edges = new ArrayList<>();
    for (Entry item :
        Fields.items(entry, "a list of 1 to %d edges".formatted(MOST_EDGES), 1, MOST_EDGES)) {
      Edge edge = edge(item);
      if (edge.source() >= edge.target()) {
        throw item.place()
            .wrong("found %s, expected an edge to a later position".formatted(item.found()));
      }
      if (edge.target() >= MOST_POSITIONS) {
        throw item.place()
            .wrong(
                "found %s, expected positions up to %d"
                    .formatted(item.found(), MOST_POSITIONS - 1));
      }
      if (edges.contains(edge)) {
        throw item.place().wrong("found edge %s twice".formatted(edge));
      }
      edges.add(edge);
    }
    int last = edges.stream().mapToInt(Edge::target).max().orElseThrow();
    for (int position = 1; position <= last; position++) {
      int one = position;
      if (edges.stream().noneMatch(edge -> edge.target() == one)) {
        throw entry.place().wrong("no edge leads to position %d".formatted(position));
      }
    }
    return List.copyOf(edges);
  }

  private static Edge edge(Entry entry) {
    String[] ends = Fields.text(entry, EDGE, "an edge such as 0->1").split("->");
    return new Edge(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]));
  }

  private static void requireCountable(Place place, int operations, int edges) {
    if (LongMath.saturatedPow(operations, edges) == Long.MAX_VALUE) {
      throw place.wrong(
          "found %d^%d architectures, expected fewer than 2^63".formatted(operations, edges));
    }
  }

  private static TextForm text(Entry entry, List<String> names, int edges) {
    Fields fields = Fields.of(entry, "text", List.of("template", "operations"));
    boolean numbered =
        fields
            .read("operations", "names", one -> Fields.text(one, NUMBERING, "names or numbers"))
            .equals("numbers");
    Entry template = fields.required("template");
    TextForm form =
        TextForm.of(
            Fields.text(template, LINE, "one line of text"),
            numbered ? IntStream.range(0, names.size()).mapToObj(String::valueOf).toList() : names);
    if (form.holes() != edges) {
      throw template
          .place()
          .wrong(
              "found %d times {}, expected %d, one for each edge".formatted(form.holes(), edges));
    }
    if (!form.isUnambiguous()) {
      throw template
          .place()
          .wrong(
              "found operations that do not end clearly, expected a separator after each that "
                  + "starts with a character of none");
    }
    return form;
  }

  private static Definition.TupleForm tuple(
      Entry entry, List<CustomOperation> operations, List<Edge> edges) {
    Fields fields = Fields.of(entry, "tuple", List.of("operations", "edges"));
    return new Definition.TupleForm(
        permutation(
            fields.required("operations"),
            operations,
            item -> {
              String name = Fields.text(item, OPERATION, "an operation");
              Fields.requireKnown(item.place(), "found operation", name, names(operations));
              return operations.get(names(operations).indexOf(name));
            }),
        permutation(fields.required("edges"), edges, DefinitionReader::edge));
  }

  private static <T> List<T> permutation(Entry entry, List<T> all, Function<Entry, T> reader) {
    List<T> order = new ArrayList<>();
    for (Entry item :
        Fields.items(entry, "a list of all %d".formatted(all.size()), all.size(), all.size())) {
      T one = reader.apply(item);
      if (!all.contains(one) || order.contains(one)) {
        throw item.place().wrong("found %s, expected each of %s once".formatted(item.found(), all));
      }
      order.add(one);
    }
    return List.copyOf(order);
  }

  private static Skeleton skeleton(Entry entry) {
    Fields fields = Fields.of(entry, "skeleton", List.of("channels", "cells", "classes", "input"));
    List<Integer> input =
        Fields.items(fields.required("input"), "channels, height and width", 3, 3).stream()
            .map(item -> Fields.number(item, 1, MOST_CHANNELS))
            .toList();
    return new Skeleton(
        Fields.number(fields.required("channels"), 1, MOST_CHANNELS),
        Fields.number(fields.required("cells"), 1, MOST_CELLS),
        Fields.number(fields.required("classes"), 2, MOST_CHANNELS),
        new Shape(input.get(0), input.get(1), input.get(2)));
  }

  private static List<Part> network(Entry entry) {
    Set<String> names = new HashSet<>();
    List<Part> parts = new ArrayList<>();
    for (Entry item :
        Fields.items(
            entry, "a list of 1 to %d blocks and stages".formatted(MOST_PARTS), 1, MOST_PARTS)) {
      Part part = part(item);
      if (!names.add(part.name())) {
        throw part.place().wrong("found the name '%s' twice".formatted(part.name()));
      }
      parts.add(part);
    }
    if (parts.stream().noneMatch(Part.Stage.class::isInstance)) {
      throw entry.place().wrong("found no stage, expected at least one: it holds the cells");
    }
    return List.copyOf(parts);
  }

  private static Part part(Entry entry) {
    boolean block =
        entry instanceof Entry.Keys keys
            && keys.keys().stream().anyMatch(key -> key.name().equals("block"));
    Fields fields =
        block
            ? Fields.of(entry, "block", List.of("block", "layers"))
            : Fields.of(
                entry, "block or stage", List.of("stage", "channels", "stride", "cells", "block"));
    Entry name = fields.required(block ? "block" : "stage");
    String text = Fields.text(name, OPERATION, "a name of letters, digits, _ . -");
    if (block) {
      return new Part.Block(
          name.place(), text, new LayerReader(false).read(fields.required("layers")));
    }
    ChannelCount channels =
        fields.read("channels", ChannelCount.of(name.place(), "in"), ChannelCount::read);
    if (channels.base().equals("out")) {
      throw channels
          .place()
          .wrong("found out, expected in, C or a number: this is what out means in the stage");
    }
    return new Part.Stage(
        name.place(),
        text,
        channels,
        fields.read("stride", 1, one -> Fields.number(one, 1, Stride.MOST)),
        fields.read(
            "cells",
            OptionalInt.empty(),
            one -> OptionalInt.of(Fields.number(one, 1, MOST_CELLS))));
  }
}
