package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Hostile;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.files.Provenance;

/**
 * Predictors whose file was cut, damaged or edited: each is read, and scores, or is refused in one
 * line.
 */
@Tag("slow")
class HostilePredictorTest {
  private static final List<Example> EXAMPLES = Examples.learnable(12, 3);

  @TempDir private Path directory;
  private Path model;
  private String text;

  @BeforeEach
  void train() throws IOException {
    model = directory.resolve("model");
    try (Predictor predictor =
        Predictor.train(
            new LabelledExamples(EXAMPLES, Examples.labels(EXAMPLES)),
            PredictorSettings.preset("default/members=2/sequence=8/segment=4/width=4/epochs=1"),
            1)) {
      PredictorFiles.save(predictor, Provenance.of("seed", 1), model);
    }
    text = Files.readString(model);
  }

  private boolean isRefused() {
    return Hostile.isRefused(
        () -> {
          try (Predictor read = PredictorFiles.load(model).predictor()) {
            assertThat(read.scoreWithUncertainty(EXAMPLES, 2).mean()).hasSize(EXAMPLES.size());
          }
        });
  }

  @Test
  void everyBitCounts() throws IOException {
    assertThat(isRefused()).isFalse();
    byte[] whole = Files.readAllBytes(model);
    Random random = new Random(Long.getLong("parzc.test.seed", 1));
    for (int flip = 0; flip < 500; flip++) {
      int bit = random.nextInt(8 * (flip % 2 == 0 ? 200 : whole.length));
      Files.write(model, Hostile.flipped(whole, bit));
      assertThat(isRefused()).as("bit %d", bit).isTrue();
    }
  }

  @Test
  void filesThatWereCutOrChanged() throws IOException {
    byte[] whole = Files.readAllBytes(model);
    Random random = new Random(1);
    for (int attempt = 0; attempt < 200; attempt++) {
      byte[] changed =
          attempt % 3 == 0
              ? Arrays.copyOf(whole, random.nextInt(whole.length))
              : attempt % 3 == 1
                  ? Hostile.bytes(whole, random)
                  : Hostile.text(text, random).getBytes(StandardCharsets.UTF_8);
      Files.write(model, changed);
      assertThat(isRefused()).isEqualTo(!Arrays.equals(changed, whole));
    }
  }

  /** Such as somebody makes who knows how checksums are made. */
  @Test
  void filesThatWereChangedUnderRightChecksums() throws IOException {
    Random random = new Random(1);
    int refused = 0;
    int first = text.indexOf('\n') + 1;
    int weights = text.indexOf("\"weights\" :");
    for (int attempt = 0; attempt < 300; attempt++) {
      String changed =
          attempt % 2 == 0
              ? text.substring(0, first)
                  + Hostile.text(text.substring(first, weights), random)
                  + text.substring(weights)
              : text.substring(0, weights) + Hostile.text(text.substring(weights), random);
      Files.write(model, Hostile.rechecked(changed).getBytes(StandardCharsets.UTF_8));
      refused += isRefused() ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void descriptionsWithSettingsThatNothingFits() throws IOException {
    for (String part :
        List.of(
            "members",
            "sequence",
            "segment",
            "width",
            "depth",
            "tokenExpansion",
            "channelExpansion",
            "epochs",
            "batch",
            "dropout",
            "learningRate",
            "seed",
            "format")) {
      for (String value :
          List.of(
              "0",
              "-1",
              "1000000000",
              "2147483647",
              "1e300",
              "\"NaN\"",
              "null",
              "[]",
              "{}",
              "\"\"")) {
        Files.writeString(
            model,
            Hostile.rechecked(
                text.replaceFirst("\"" + part + "\" : [-0-9.eE]+", "\"" + part + "\" : " + value)));
        isRefused();
      }
    }
    for (String value : List.of("null", "[]", "[1]", "[\"NaN\", \"NaN\"]", "{}", "1e999")) {
      Files.writeString(
          model,
          Hostile.rechecked(
              text.replaceFirst("(?s)\"centres\" : \\[.*?\\]", "\"centres\" : " + value)));
      isRefused();
      Files.writeString(
          model,
          Hostile.rechecked(
              text.replaceFirst("(?s)\"columns\" : \\[.*?\\]", "\"columns\" : " + value)));
      assertThat(isRefused()).isTrue();
      Files.writeString(
          model,
          Hostile.rechecked(
              text.replaceFirst("(?s)\"shape\" : \\[.*?\\]", "\"shape\" : " + value)));
      assertThat(isRefused()).isTrue();
      Files.writeString(
          model,
          Hostile.rechecked(
              text.replaceFirst("(?s)\"values\" : \".*?\"", "\"values\" : " + value)));
      assertThat(isRefused()).isTrue();
    }
  }

  @Test
  void aFolder() throws IOException {
    Files.delete(model);
    Files.createDirectory(model);
    assertThat(isRefused()).isTrue();
  }
}
