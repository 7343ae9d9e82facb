package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;

/** Predictors on disk. */
class PredictorFilesTest {
  private static final List<Example> EXAMPLES = Examples.learnable(20, 1);
  private static final Map<String, String> PROVENANCE = Map.of("space", "nasbench201", "seed", "1");

  @TempDir
  private Path directory;

  private static Predictor trained(MabnSettings settings) {
    return Predictor.train(EXAMPLES, Examples.labels(EXAMPLES), settings, 1);
  }

  private static MabnSettings brief() {
    return MabnSettings.recommended().withEpochs(2);
  }

  private Path saved() {
    Path model = directory.resolve("model");
    try (Predictor predictor = trained(brief())) {
      PredictorFiles.save(predictor, PROVENANCE, model);
    }
    return model;
  }

  private void survives(MabnSettings settings) {
    Path model = directory.resolve("round");
    try (Predictor predictor = trained(settings)) {
      PredictorFiles.save(predictor, PROVENANCE, model);
      PredictorFiles.Loaded loaded = PredictorFiles.load(model);
      try (Predictor read = loaded.predictor()) {
        assertThat(loaded.provenance()).isEqualTo(PROVENANCE);
        assertThat(read.settings()).isEqualTo(settings);
        assertThat(read.score(EXAMPLES)).isEqualTo(predictor.score(EXAMPLES));
        assertThat(read.scoreWithUncertainty(EXAMPLES, 2).deviation())
            .isEqualTo(predictor.scoreWithUncertainty(EXAMPLES, 2).deviation());
      }
    }
  }

  @Test
  void whatIsReadScoresWithTheSameBits() {
    survives(brief());
    survives(MabnSettings.preset("default/epochs=2/losses=diffkendall@0.5+logistic*0.5+mse*0.25/companion=none"));
    survives(MabnSettings.preset("plain/epochs=2/families=slot+network"));
  }

  @Test
  void aPredictorIsReplacedWholeAndNothingElseIsLeft() throws IOException {
    Path model = saved();
    double[] first = scores(model);
    try (Predictor predictor = trained(brief().withEpochs(3))) {
      PredictorFiles.save(predictor, PROVENANCE, model);
    }
    assertThat(scores(model)).isNotEqualTo(first);
    assertThat(names(directory)).containsExactly("model");
    assertThat(names(model)).containsExactlyInAnyOrder("predictor.json", "weights.pt");
  }

  private static double[] scores(Path model) {
    try (Predictor predictor = PredictorFiles.load(model).predictor()) {
      return predictor.score(EXAMPLES);
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void whatIsNoPredictorIsNotOverwritten() throws IOException {
    Path precious = Files.createDirectory(directory.resolve("precious"));
    Files.writeString(precious.resolve("thesis.txt"), "words");
    Path file = Files.writeString(directory.resolve("file"), "words");
    try (Predictor predictor = trained(brief())) {
      for (Path target : List.of(precious, file)) {
        assertThatThrownBy(() -> PredictorFiles.save(predictor, PROVENANCE, target))
            .isInstanceOf(InputException.class).hasMessageContaining("is not a predictor");
      }
    }
    assertThat(precious.resolve("thesis.txt")).hasContent("words");
    assertThat(file).hasContent("words");
  }

  private static AbstractThrowableAssert<?, ?> refused(Path model) {
    return assertThatThrownBy(() -> PredictorFiles.load(model)).isInstanceOf(InputException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).contains(model.toString()));
  }

  private static void description(Path model, String text) throws IOException {
    Files.writeString(model.resolve("predictor.json"), text);
  }

  @Test
  void aMissingDirectoryIsNamed() {
    refused(directory.resolve("nowhere")).hasMessageContaining("found no predictor.json");
    refused(directory).hasMessageContaining("found no predictor.json");
  }

  @Test
  void aDescriptionThatIsNoneIsRefused() throws IOException {
    Path model = saved();
    String good = Files.readString(model.resolve("predictor.json"));
    for (String bad : List.of("", "null", "[]", "{", "{}", good.substring(0, good.length() / 2),
        "{\"format\": 2, \"provenance\": {}, \"predictor\": {}}", good.replace("\"segment\" : 8", "\"segment\" : 0"),
        good.replace("GAUSSIAN_PROCESS", "NONE"), good.replaceAll("(?s)\"kernel\" : \\{.*?\\}", "\"kernel\" : null"),
        good.replace("\"segment\" : 8", "\"segment\" : 7"), good.replace("\"aligned\"", "\"unheard_of\""),
        good.replace("\"members\" : 8", "\"members\" : 9"), good.replace("\"diffkendall\"", "\"unheard_of\""),
        good.replace("\"settings\" :", "\"sittings\" :"), good.replaceAll("(?s)\"spreads\" : \\[.*?\\]",
            "\"spreads\" : [ 1.0 ]"))) {
      assertThat(bad).isNotEqualTo(good);
      description(model, bad);
      refused(model);
    }
    description(model, good);
    assertThat(scores(model)).hasSize(EXAMPLES.size());
  }

  @Test
  void anotherFormatIsNamed() throws IOException {
    Path model = saved();
    description(model, Files.readString(model.resolve("predictor.json")).replace("\"format\" : 2", "\"format\" : 1"));
    refused(model).hasMessageContaining("found predictor format 1, expected 2");
  }

  @Test
  void weightsThatAreNoneAreRefused() throws IOException {
    Path model = saved();
    Path weights = model.resolve("weights.pt");
    byte[] good = Files.readAllBytes(weights);
    Files.write(weights, Arrays.copyOf(good, good.length / 2));
    refused(model).hasMessageContaining("weights do not fit");
    Files.write(weights, new byte[0]);
    refused(model);
    Files.delete(weights);
    refused(model);
  }

  @Test
  void weightsOfAnotherModelAreRefused() throws IOException {
    Path model = saved();
    // The tensors of one member could be broadcast over all; the last lacks the companion's.
    for (String change : List.of("members=1", "width=16", "families=network", "companion=none")) {
      MabnSettings other = MabnSettings.preset("default/epochs=2/" + change);
      Path stranger = directory.resolve("stranger");
      try (Predictor predictor = trained(other)) {
        PredictorFiles.save(predictor, PROVENANCE, stranger);
      }
      Files.copy(stranger.resolve("weights.pt"), model.resolve("weights.pt"),
          StandardCopyOption.REPLACE_EXISTING);
      refused(model).hasMessageContaining("weights do not fit");
    }
  }
}
