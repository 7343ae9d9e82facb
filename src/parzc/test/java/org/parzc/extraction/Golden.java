package org.parzc.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Assumptions;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.TokenLayer;
import org.parzc.nativecore.ElementType;
import org.parzc.network.Device;
import org.parzc.network.Initialisation;
import org.parzc.network.Tensors;
import org.parzc.passes.Minibatch;
import org.parzc.passes.PassInputs;

/**
 * The recipe of the golden files: sine weights and sine images, from independent implementations.
 * The directory is the system property {@code parzc.golden}; every file in it named {@code
 * golden_*.json} with a list {@code archs} is read.
 */
final class Golden {
  static final int BATCH = 8;
  private static final int MINIBATCHES = 4;

  /** Another processor's kernels are tested on every n-th network: the largest take minutes. */
  private static final int EVERY = Integer.getInteger("parzc.golden.every", 1);

  private Golden() {}

  /**
   * Returns the records of one space over all golden files, at least one, the smallest network
   * first, in which float32 differs from float64 by less than {@code conditioned}; skips the test
   * where there is no directory.
   */
  static List<JsonNode> records(String space, double conditioned) throws IOException {
    List<JsonNode> records =
        records(space).stream()
            .filter(record -> record.get("f32_vs_f64_snip_max_rel").asDouble() < conditioned)
            .sorted(Comparator.comparingLong(record -> record.get("n_params_used").asLong()))
            .toList();
    assertThat(records).isNotEmpty();
    return every(EVERY, records);
  }

  /** Returns every n-th record, from the first. */
  static List<JsonNode> every(int n, List<JsonNode> records) {
    return IntStream.range(0, records.size())
        .filter(i -> i % n == 0)
        .mapToObj(records::get)
        .toList();
  }

  private static List<JsonNode> records(String space) throws IOException {
    Path directory = Path.of(System.getProperty("parzc.golden", "../shared/golden"));
    Assumptions.assumeTrue(
        Files.isDirectory(directory),
        "skipped: no golden values in " + directory + " (set -Dparzc.golden=DIR)");
    List<JsonNode> records = new ArrayList<>();
    try (var files = Files.newDirectoryStream(directory, "golden_*.json")) {
      for (Path file : files) {
        for (JsonNode record : new ObjectMapper().readTree(file.toFile()).path("archs")) {
          if (record.path("space").asText().equals(space)) {
            records.add(record);
          }
        }
      }
    }
    Assumptions.assumeFalse(
        records.isEmpty(), "skipped: no records of " + space + " in " + directory);
    return records;
  }

  /**
   * Returns what the passes start from according to the recipe.
   *
   * @param nodes nodes of the network; its embeddings are counted on from there
   */
  static PassInputs inputs(ElementType type, Shape image, int classes, int nodes) {
    Initialisation weights = new Sine(type, false, nodes);
    int pixels = (int) image.elements() * BATCH;
    List<Minibatch> minibatches =
        IntStream.range(0, MINIBATCHES)
            .mapToObj(
                batch ->
                    Minibatch.of(
                        Device.cpu(),
                        wave(0.1, 0.37, (long) batch * pixels, pixels),
                        IntStream.range(batch * BATCH, (batch + 1) * BATCH)
                            .map(n -> n % classes)
                            .toArray(),
                        type,
                        shape(image)))
            .toList();
    return new PassInputs(
        type,
        weights,
        new Sine(ElementType.FLOAT64, true, nodes),
        weights,
        minibatches,
        Tensors.of(wave(0.2, 0.53, 0, pixels), type, shape(image)),
        PassInputs.ones(image));
  }

  private static long[] shape(Shape image) {
    return new long[] {BATCH, image.channels(), image.height(), image.width()};
  }

  private static float[] wave(double offset, double step, long from, int count) {
    float[] values = new float[count];
    for (int k = 0; k < count; k++) {
      values[k] = (float) Math.sin(offset + step * (from + k));
    }
    return values;
  }

  /** Tensor t holds a · sin(1 + 0.7 k + 0.013 t) at position k, in float32. */
  private record Sine(ElementType type, boolean absolute, int nodes) implements Initialisation {
    private static final double EMBEDDING_SCALE = 0.02;

    @Override
    public Tensor weight(Blueprint.Node node, Layer.Weighted layer, int index) {
      return wave(Math.sqrt(2.0 / layer.fanIn()), index, layer.weightShape());
    }

    @Override
    public Tensor embedding(TokenLayer.Embedding embedding, int index) {
      return wave(EMBEDDING_SCALE, nodes + index, 1, embedding.tokens(), embedding.features());
    }

    private Tensor wave(double a, int t, long... shape) {
      float[] values = new float[(int) Arrays.stream(shape).reduce(1, (x, y) -> x * y)];
      for (int k = 0; k < values.length; k++) {
        values[k] = (float) (a * Math.sin(1.0 + 0.7 * k + 0.013 * t));
      }
      Tensor tensor = Tensors.of(values, type, shape);
      return absolute ? tensor.abs() : tensor;
    }
  }
}
