package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Draws;
import org.parzc.Hostile;
import org.parzc.Seeded;
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

  @Seeded(tries = 1)
  void damageIsRefused(Draws draws) throws Exception {
    Hostile.isRefusedOrMeansTheSame(
        model,
        () -> {
          try (Predictor read = PredictorFiles.load(model).predictor()) {
            return Arrays.toString(read.scoreWithUncertainty(EXAMPLES, 2).mean());
          }
        },
        500,
        draws);
  }

  @Seeded(tries = 1)
  void filesThatWereChanged(Draws draws) throws IOException {
    byte[] whole = Files.readAllBytes(model);
    for (int attempt = 0; attempt < 200; attempt++) {
      byte[] changed =
          draws.nextBoolean()
              ? Hostile.bytes(whole, draws)
              : Hostile.text(text, draws).getBytes(StandardCharsets.UTF_8);
      Files.write(model, changed);
      assertThat(isRefused()).isEqualTo(!Arrays.equals(changed, whole));
    }
  }

  /** Such as somebody makes who knows how checksums are made. */
  @Seeded(tries = 1)
  void filesThatWereChangedUnderRightChecksums(Draws draws) throws IOException {
    int first = text.indexOf('\n') + 1;
    int weights = text.indexOf("\"weights\" :");
    for (int attempt = 0; attempt < 300; attempt++) {
      String changed =
          attempt % 2 == 0
              ? text.substring(0, first)
                  + Hostile.text(text.substring(first, weights), draws)
                  + text.substring(weights)
              : text.substring(0, weights) + Hostile.text(text.substring(weights), draws);
      Files.write(model, Hostile.rechecked(changed).getBytes(StandardCharsets.UTF_8));
      draws.count(isRefused() ? "refused" : "read");
    }
    assertThat(draws.counted("refused")).isGreaterThan(100);
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
