package org.parzc.spaces.custom;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.parzc.InputException;
import org.parzc.blueprint.Layer;

/** Reads lists of layers. */
final class LayerReader {
  static final int MOST_LAYERS = 64;
  private static final int LARGEST = 255;
  private static final Pattern SLOT = Pattern.compile("[\\w.-]+");
  private static final List<String> KINDS =
      List.of(
          "conv",
          "linear",
          "batch_norm",
          "relu",
          "avg_pool",
          "max_pool",
          "global_pool",
          "subsample",
          "identity",
          "zero",
          "add",
          "concat");

  private final boolean inOperation;

  /**
   * @param inOperation whether the layers belong to an operation, so that {@code out} says how many
   *     channels it gives
   */
  LayerReader(boolean inOperation) {
    this.inOperation = inOperation;
  }

  /**
   * @throws InputException if the entry is not a list of layers, or two of them have the same slot
   */
  List<CustomLayer> read(Entry entry) {
    List<CustomLayer> layers = layers(entry);
    requireDifferentSlots(layers, new HashSet<>());
    return layers;
  }

  private List<CustomLayer> layers(Entry entry) {
    return Fields.items(entry, "a list of 1 to %d layers".formatted(MOST_LAYERS), 1, MOST_LAYERS)
        .stream()
        .map(this::layer)
        .toList();
  }

  private static void requireDifferentSlots(List<CustomLayer> layers, Set<String> seen) {
    for (CustomLayer layer : layers) {
      if (layer instanceof CustomLayer.Weighted weighted && !seen.add(weighted.slot())) {
        throw layer
            .place()
            .wrong(
                weighted.slot().isEmpty()
                    ? "found a second layer with weights, expected a slot name"
                    : "found slot '%s' twice".formatted(weighted.slot()));
      }
      if (layer instanceof CustomLayer.Join join) {
        join.branches().forEach(branch -> requireDifferentSlots(branch, seen));
      }
    }
  }

  private CustomLayer layer(Entry entry) {
    if (entry instanceof Entry.Text text) {
      Fields.requireKnown(entry.place(), "found layer", text.text(), KINDS);
      return layer(entry.place(), text.text(), new Entry.Keys(entry.place(), List.of()));
    }
    if (entry instanceof Entry.Keys keys && keys.keys().size() == 1) {
      Entry.Key key = keys.keys().get(0);
      Fields.requireKnown(key.place(), "found layer", key.name(), KINDS);
      return layer(key.place(), key.name(), key.value());
    }
    throw entry
        .place()
        .wrong(
            "found %s, expected a layer: its kind, or one key with its arguments"
                .formatted(
                    entry instanceof Entry.Keys keys
                        ? keys.keys().size() + " keys"
                        : entry.found()));
  }

  private CustomLayer layer(Place place, String kind, Entry arguments) {
    Function<String[], Fields> fields = names -> Fields.of(arguments, kind, List.of(names));
    return switch (kind) {
      case "conv" ->
          conv(
              place,
              fields.apply(
                  new String[] {
                    "kernel", "stride", "padding", "dilation", "groups", "channels", "bias", "slot"
                  }));
      case "linear" -> new CustomLayer.Classifier(place, slot(fields.apply(new String[] {"slot"})));
      case "avg_pool", "max_pool" ->
          pool(
              place,
              kind.equals("max_pool"),
              fields.apply(new String[] {"kernel", "stride", "padding"}));
      case "subsample" -> sample(place, fields.apply(new String[] {"stride", "offset"}));
      case "add" -> new CustomLayer.Join(place, new Layer.Add(), branches(arguments));
      case "concat" -> new CustomLayer.Join(place, new Layer.Concatenation(), branches(arguments));
      default -> simple(place, kind, arguments);
    };
  }

  private CustomLayer simple(Place place, String kind, Entry arguments) {
    if (!(arguments instanceof Entry.Keys keys) || !keys.keys().isEmpty()) {
      throw arguments.place().wrong("found arguments, but %s has none".formatted(kind));
    }
    return switch (kind) {
      case "batch_norm" -> new CustomLayer.Norm(place);
      case "relu" -> new CustomLayer.Plain(place, new Layer.Relu());
      case "global_pool" -> new CustomLayer.Plain(place, new Layer.GlobalAveragePool());
      case "identity" -> new CustomLayer.Identity(place);
      case "zero" -> new CustomLayer.Zero(place);
      default -> throw new IllegalArgumentException(kind);
    };
  }

  private CustomLayer conv(Place place, Fields fields) {
    int kernel = Fields.number(fields.required("kernel"), 1, LARGEST);
    int dilation = fields.read("dilation", 1, entry -> Fields.number(entry, 1, LARGEST));
    ChannelCount channels =
        inOperation
            ? fields.read("channels", ChannelCount.of(place, "out"), this::channels)
            : channels(fields.required("channels"));
    return new CustomLayer.Conv(
        place,
        slot(fields),
        new CustomLayer.Window(
            kernel,
            fields.read("stride", Stride.ONE, this::stride),
            padding(place, fields, kernel, dilation * (kernel - 1)),
            dilation),
        fields.read("groups", ChannelCount.of(place, "1"), this::channels),
        channels,
        fields.read("bias", false, Fields::flag));
  }

  private CustomLayer pool(Place place, boolean max, Fields fields) {
    int kernel = Fields.number(fields.required("kernel"), 1, LARGEST);
    int padding = padding(place, fields, kernel, kernel - 1);
    if (padding > kernel / 2) {
      throw fields
          .required("padding")
          .place()
          .wrong(
              "found %d, expected at most half of the kernel, %d".formatted(padding, kernel / 2));
    }
    return new CustomLayer.Pool(
        place, max, kernel, fields.read("stride", Stride.ONE, this::stride), padding);
  }

  private CustomLayer sample(Place place, Fields fields) {
    return new CustomLayer.Sample(
        place,
        stride(fields.required("stride")),
        fields.read("offset", 0, entry -> Fields.number(entry, 0, Stride.MOST - 1)));
  }

  private static int padding(Place place, Fields fields, int kernel, int reach) {
    if (fields.optional("padding").isEmpty()) {
      if (kernel % 2 == 0) {
        throw place.wrong(
            "key 'padding' is missing: no padding keeps the resolution of an even kernel");
      }
      return reach / 2;
    }
    return Fields.number(fields.required("padding"), 0, LARGEST);
  }

  private static String slot(Fields fields) {
    return fields.read(
        "slot", "", entry -> Fields.text(entry, SLOT, "a slot name of letters, digits, _ . -"));
  }

  private ChannelCount channels(Entry entry) {
    ChannelCount count = ChannelCount.read(entry);
    if (!inOperation && count.base().equals("out")) {
      throw entry
          .place()
          .wrong("found out, expected in, C or a number: only operations have channels to give");
    }
    return count;
  }

  private Stride stride(Entry entry) {
    Stride stride = Stride.read(entry);
    if (!inOperation && stride.fixed().isEmpty()) {
      throw entry
          .place()
          .wrong("found cell, expected a number: only operations have a cell's stride");
    }
    return stride;
  }

  private List<List<CustomLayer>> branches(Entry entry) {
    List<List<CustomLayer>> branches = new ArrayList<>();
    for (Entry branch :
        Fields.items(
            entry, "a list of 2 to %d lists of layers".formatted(MOST_LAYERS), 2, MOST_LAYERS)) {
      branches.add(layers(branch));
    }
    return List.copyOf(branches);
  }
}
