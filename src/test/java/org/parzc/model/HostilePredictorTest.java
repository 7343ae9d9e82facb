package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Hostile;

/** Predictors whose files were cut, damaged or edited: each is read, and scores, or is refused in one line. */
class HostilePredictorTest {
  private static final List<Example> EXAMPLES = Examples.learnable(12, 3);

  @TempDir
  private Path directory;
  private Path description;
  private Path weights;
  private String text;
  private byte[] parameters;

  @BeforeEach
  void train() throws IOException {
    Path model = directory.resolve("model");
    try (Predictor predictor = Predictor.train(EXAMPLES, Examples.labels(EXAMPLES),
        MabnSettings.preset("default/members=2/sequence=8/segment=4/width=4/epochs=1"), 1)) {
      PredictorFiles.save(predictor, Map.of("seed", "1"), model);
    }
    description = model.resolve("predictor.json");
    weights = model.resolve("weights.pt");
    text = Files.readString(description);
    parameters = Files.readAllBytes(weights);
  }

  private boolean isRefused() {
    return Hostile.isRefused(() -> {
      try (Predictor read = PredictorFiles.load(description.getParent()).predictor()) {
        assertThat(read.scoreWithUncertainty(EXAMPLES, 2).mean()).hasSize(EXAMPLES.size());
      }
    });
  }

  @Test
  void descriptionsThatWereChanged() throws IOException {
    assertThat(isRefused()).isFalse();
    Random random = new Random(1);
    int refused = 0;
    for (int attempt = 0; attempt < 200; attempt++) {
      Files.write(description, attempt % 2 == 0 ? Hostile.bytes(text.getBytes(StandardCharsets.UTF_8), random)
          : Hostile.text(text, random).getBytes(StandardCharsets.UTF_8));
      refused += isRefused() ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void descriptionsWithSettingsThatNothingFits() throws IOException {
    for (String part : List.of("members", "sequence", "segment", "width", "depth", "tokenExpansion",
        "channelExpansion", "epochs", "batch", "dropout", "learningRate", "seed", "format")) {
      for (String value : List.of("0", "-1", "1000000000", "2147483647", "1e300", "\"NaN\"", "null", "[]", "{}", "\"\"")) {
        Files.writeString(description, text.replaceFirst("\"" + part + "\" : [-0-9.eE]+", "\"" + part + "\" : " + value));
        isRefused();
      }
    }
    for (String value : List.of("null", "[]", "[1]", "[\"NaN\", \"NaN\"]", "{}", "1e999")) {
      Files.writeString(description, text.replaceFirst("(?s)\"centres\" : \\[.*?\\]", "\"centres\" : " + value));
      isRefused();
      Files.writeString(description, text.replaceFirst("(?s)\"columns\" : \\[.*?\\]", "\"columns\" : " + value));
      assertThat(isRefused()).isTrue();
    }
  }

  @Test
  void weightsThatWereChanged() throws IOException {
    Random random = new Random(1);
    int refused = 0;
    for (int attempt = 0; attempt < 80; attempt++) {
      Files.write(weights, attempt % 4 == 0 ? Arrays.copyOf(parameters, random.nextInt(parameters.length))
          : Hostile.bytes(parameters, random));
      refused += isRefused() ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(30);
  }

  @Test
  void filesThatAreExchangedOrFolders() throws IOException {
    Files.write(description, parameters);
    Files.writeString(weights, text);
    assertThat(isRefused()).isTrue();
    Files.writeString(description, text);
    assertThat(isRefused()).isTrue();
    Files.delete(weights);
    Files.createDirectory(weights);
    assertThat(isRefused()).isTrue();
  }

  /** The archive's checksums are right: whoever cut the entry made them anew. */
  @Test
  void weightsThatLackBytes() throws IOException {
    Path whole = Files.write(directory.resolve("whole.pt"), parameters);
    try (ZipFile zip = new ZipFile(whole.toFile())) {
      List<? extends ZipEntry> entries = Collections.list(zip.entries());
      List<String> tensors = entries.stream().map(ZipEntry::getName).filter(name -> name.matches(".*/data/\\d+"))
          .toList();
      assertThat(tensors).isNotEmpty();
      for (String cut : tensors) {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(weights))) {
          out.setLevel(Deflater.NO_COMPRESSION);
          for (ZipEntry entry : entries) {
            byte[] content = zip.getInputStream(entry).readAllBytes();
            out.putNextEntry(new ZipEntry(entry.getName()));
            out.write(content, 0, entry.getName().equals(cut) ? content.length / 2 : content.length);
            out.closeEntry();
          }
        }
        assertThat(isRefused()).as(cut).isTrue();
      }
    }
  }
}
