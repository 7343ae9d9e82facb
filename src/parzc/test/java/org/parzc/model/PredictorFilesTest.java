package org.parzc.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Hostile;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.dataset.LabelledExamples;
import org.parzc.files.Provenance;

/** Predictors on disk. */
@Tag("slow")
class PredictorFilesTest {
  private static final List<Example> EXAMPLES = Examples.learnable(20, 1);
  private static final Provenance PROVENANCE =
      Provenance.of("space", "nasbench201").with("seed", 1);

  @TempDir private Path directory;

  private static Predictor trained(PredictorSettings settings) {
    return Predictor.train(new LabelledExamples(EXAMPLES, Examples.labels(EXAMPLES)), settings, 1);
  }

  private static PredictorSettings brief() {
    return PredictorSettings.recommended().withEpochs(2);
  }

  private Path saved() {
    Path model = directory.resolve("model");
    try (Predictor predictor = trained(brief())) {
      PredictorFiles.save(predictor, PROVENANCE, model);
    }
    return model;
  }

  private void survives(PredictorSettings settings) {
    Path model = directory.resolve("round");
    try (Predictor predictor = trained(settings)) {
      PredictorFiles.save(predictor, PROVENANCE, model);
      PredictorFiles.Loaded loaded = PredictorFiles.load(model);
      try (Predictor read = loaded.predictor()) {
        assertThat(loaded.provenance()).isEqualTo(PROVENANCE);
        assertThat(read.settings()).isEqualTo(settings);
        assertThat(read.score(EXAMPLES)).isEqualTo(predictor.score(EXAMPLES));
        assertThat(read.scoreWithUncertainty(EXAMPLES, 2).standardDeviation())
            .isEqualTo(predictor.scoreWithUncertainty(EXAMPLES, 2).standardDeviation());
      }
    }
  }

  @Test
  void whatIsReadScoresWithTheSameBits() {
    survives(brief());
    survives(
        PredictorSettings.preset(
            "default/epochs=2/losses=diffkendall@0.5+logistic*0.5+mse*0.25/companion=none"));
    survives(PredictorSettings.preset("plain/epochs=2/families=slot+network"));
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
      assertThatThrownBy(() -> PredictorFiles.save(predictor, PROVENANCE, precious))
          .isInstanceOf(InputException.class)
          .hasMessage(
              precious
                  + ": found a directory, in which earlier versions kept predictors, expected a"
                  + " file; choose another model");
      assertThatThrownBy(() -> PredictorFiles.save(predictor, PROVENANCE, file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("is not a predictor");
    }
    assertThat(precious.resolve("thesis.txt")).hasContent("words");
    assertThat(file).hasContent("words");
  }

  @Test
  void theChecksumIsThatOfTheLinesBelowTheFirst() throws IOException {
    Path model = saved();
    String text = Files.readString(model);
    String lines = text.substring(text.indexOf('\n') + 1);
    String sha256 = Hashing.sha256().hashString(lines, StandardCharsets.UTF_8).toString();
    assertThat(text)
        .startsWith("{\"parzc\":\"predictor\",\"sha256\":\"" + sha256 + "\",\n  \"format\" : 3,\n");
    try (Predictor predictor = PredictorFiles.load(model).predictor()) {
      assertThat(PredictorFiles.load(model).sha256()).isEqualTo(sha256);
    }
  }

  private static AbstractThrowableAssert<?, ?> refused(Path model) {
    return assertThatThrownBy(() -> PredictorFiles.load(model))
        .isInstanceOf(InputException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1).contains(model.toString()));
  }

  @Test
  void whatIsMissingIsNamed() {
    refused(directory.resolve("nowhere"))
        .hasMessageContaining("no such file, expected one that 'parzc train' wrote");
    refused(directory)
        .hasMessageContaining("found a directory, in which earlier versions kept predictors");
  }

  @Test
  void aFileThatWasChangedIsRefusedUntilItIsTrainedAgain() throws IOException {
    Path model = saved();
    Files.writeString(model, Files.readString(model).replace("\"seed\" : 1", "\"seed\" : 7"));
    refused(model).hasMessageContaining("was changed after it was written; train it again");
    try (Predictor predictor = trained(brief())) {
      PredictorFiles.save(predictor, PROVENANCE, model);
    }
    assertThat(scores(model)).hasSize(EXAMPLES.size());
  }

  @Test
  void aFileOfAnotherKindIsNamed() throws IOException {
    Path model = saved();
    Files.writeString(
        model,
        Files.readString(model).replace("\"parzc\":\"predictor\"", "\"parzc\":\"search state\""));
    refused(model).hasMessageContaining("found a search state, expected a predictor");
    Files.writeString(model, "{\n  \"format\" : 2,\n  \"provenance\" : {} }");
    refused(model)
        .hasMessageContaining(
            "not a predictor of this version: found no checksum in its first line; train "
                + "it again");
  }

  /** As if it had been written like that: the checksum is right. */
  @Test
  void aDescriptionThatIsNoneIsRefused() throws IOException {
    Path model = saved();
    String good = Files.readString(model);
    String first = good.substring(0, good.indexOf('\n') + 1);
    for (String bad :
        List.of(
            first,
            first + "null",
            first + "[]",
            first + "{",
            first + "}",
            good.substring(0, good.length() / 2),
            first + "\"format\": 3, \"provenance\": {}, \"predictor\": {}}",
            good.replace("\"segment\" : 8", "\"segment\" : 0"),
            good.replace("GAUSSIAN_PROCESS", "NONE"),
            good.replaceAll("(?s)\"kernel\" : \\{.*?\\}", "\"kernel\" : null"),
            good.replace("\"segment\" : 8", "\"segment\" : 7"),
            good.replace("\"aligned\"", "\"unheard_of\""),
            good.replace("\"members\" : 8", "\"members\" : 9"),
            good.replace("\"diffkendall\"", "\"unheard_of\""),
            good.replace("\"settings\" :", "\"sittings\" :"),
            good.replace("\"dropout\" :", "\"heads\" : 2, \"dropout\" :"),
            good.replace("\"optimiser\" :", "\"optimizer\" :"),
            good.replaceAll("(?s)\"spreads\" : \\[.*?\\]", "\"spreads\" : [ 1.0 ]"),
            good.replaceAll("(?s)\"weights\" : \\{.*", "\"weights\" : {}}"),
            good.replaceFirst("\"FLOAT32\"", "\"FLOAT64\""),
            good.replaceFirst("\"FLOAT32\"", "null"),
            good.replaceFirst("\"shape\" : \\[ 8,", "\"shape\" : [ 9,"),
            good.replaceFirst("\"shape\" : \\[ 8,", "\"shape\" : [ -8,"),
            good.replaceFirst("\"shape\" : \\[ 8,", "\"shape\" : [ 9223372036854775807,"),
            good.replace("\"companion targets\"", "\"companions\""))) {
      assertThat(bad).isNotEqualTo(good);
      Files.writeString(model, Hostile.rechecked(bad));
      refused(model).message().doesNotContain("was changed");
    }
    Files.writeString(model, good);
    assertThat(scores(model)).hasSize(EXAMPLES.size());
  }

  @Test
  void anotherFormatIsNamed() throws IOException {
    Path model = saved();
    Files.writeString(
        model,
        Hostile.rechecked(Files.readString(model).replace("\"format\" : 3", "\"format\" : 4")));
    refused(model).hasMessageContaining("found predictor format 4, expected 3; train it again");
  }

  @Test
  void weightsOfAnotherModelAreRefused() throws IOException {
    Path model = saved();
    String own = Files.readString(model);
    // The tensors of one member could be broadcast over all; the last lacks the companion's.
    for (String change : List.of("members=1", "width=16", "families=network", "companion=none")) {
      Path stranger = directory.resolve("stranger");
      try (Predictor predictor = trained(PredictorSettings.preset("default/epochs=2/" + change))) {
        PredictorFiles.save(predictor, PROVENANCE, stranger);
      }
      String others = Files.readString(stranger);
      Files.writeString(
          model,
          Hostile.rechecked(
              own.substring(0, own.indexOf("\"weights\" :"))
                  + others.substring(others.indexOf("\"weights\" :"))));
      refused(model).hasMessageContaining("weights do not fit");
    }
  }
}
