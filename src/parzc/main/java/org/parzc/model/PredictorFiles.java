package org.parzc.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.files.CheckedJson;
import org.parzc.files.Provenance;
import org.parzc.nativecore.ElementType;
import org.parzc.nativecore.Lifetime;
import org.parzc.network.Device;
import org.parzc.network.DeviceScope;
import org.parzc.network.Placement;

/**
 * Predictors on disk: one file of JSON each, with settings, feature encoder, provenance, and the
 * weights in base64. Its first line tells whether it was changed since. It is replaced whole, so
 * whoever reads it meanwhile has the old or the new one.
 */
public final class PredictorFiles {
  private static final int FORMAT = 3;
  private static final CheckedJson CHECKED = new CheckedJson("predictor", "train it again");
  private static final String COMPANION_INPUTS = "companion inputs";
  private static final String COMPANION_TARGETS = "companion targets";

  /** The weights of one layer are one text. */
  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build();

  private PredictorFiles() {}

  /**
   * A predictor and where it came from.
   *
   * @param predictor the predictor, to be closed by the caller
   * @param provenance what it was trained on, as given to {@link #save}
   * @param sha256 tells it from every other, 64 hexadecimal digits
   */
  public record Loaded(Predictor predictor, Provenance provenance, String sha256) {}

  private record Description(
      int format,
      Provenance provenance,
      PredictorState predictor,
      Map<String, StoredTensor> weights) {
    boolean isComplete() {
      return provenance != null && predictor != null && predictor.isComplete() && weights != null;
    }
  }

  /**
   * Refuses a place that no predictor can be written to: worth knowing before the training.
   *
   * @throws InputException if something else than a predictor is there
   */
  public static void requirePlace(Path file) {
    if (Files.isDirectory(file)) {
      throw new InputException(
          ("%s: found a directory, in which earlier versions kept predictors, expected a file; "
                  + "choose another %s")
              .formatted(file, InputException.setting("model")));
    }
    if (Files.exists(file) && !CHECKED.isKindOf(file)) {
      throw new InputException(
          "%s: exists and is not a predictor; choose another %s"
              .formatted(file, InputException.setting("model")));
    }
  }

  /**
   * Writes a predictor. The file appears whole or not at all; one that holds a predictor is
   * replaced.
   *
   * @throws InputException if the file cannot be written or holds something else
   */
  public static void save(Predictor predictor, Provenance provenance, Path file) {
    requirePlace(file);
    Map<String, StoredTensor> weights = new LinkedHashMap<>();
    try (Lifetime.Call call = predictor.call();
        PointerScope scope = new PointerScope()) {
      predictor
          .parameters()
          .forEach(
              (name, parameter) ->
                  weights.put(name, StoredTensor.of(parameter, ElementType.FLOAT32)));
      predictor
          .companion()
          .ifPresent(
              process -> {
                List<Tensor> observations = process.observations();
                weights.put(
                    COMPANION_INPUTS, StoredTensor.of(observations.get(0), ElementType.FLOAT64));
                weights.put(
                    COMPANION_TARGETS, StoredTensor.of(observations.get(1), ElementType.FLOAT64));
              });
    }
    try {
      byte[] json =
          JSON.writeValueAsBytes(
              new Description(FORMAT, provenance.sorted(), predictor.state(), weights));
      Files.createDirectories(file.toAbsolutePath().getParent());
      AtomicFile.write(file, unfinished -> Files.write(unfinished, CHECKED.file(json)));
    } catch (IOException e) {
      throw new InputException(
          "%s: cannot write the predictor: %s".formatted(file, e.getMessage()), e);
    }
  }

  /**
   * Reads a predictor that is to score on the CPU.
   *
   * @throws InputException if the file does not hold one, holds one of another format, or was
   *     changed after it was written
   */
  public static Loaded load(Path file) {
    return load(file, Placement.CPU);
  }

  /**
   * Reads a predictor, wherever it was trained.
   *
   * @param device where it is to score
   * @throws InputException if the file does not hold one, holds one of another format, or was
   *     changed after it was written
   */
  public static Loaded load(Path file, Device device) {
    return load(file, device.placement());
  }

  private static Loaded load(Path file, Placement placement) {
    if (Files.isDirectory(file)) {
      throw new InputException(
          ("%s: found a directory, in which earlier versions kept predictors, expected a file "
                  + "that 'parzc train' wrote; train it again")
              .formatted(file));
    }
    if (!Files.exists(file)) {
      throw new InputException(
          "%s: no such file, expected one that 'parzc train' wrote".formatted(file));
    }
    CheckedJson.Content content = CHECKED.read(file);
    Description description = description(file, content.json());
    PredictorState state = description.predictor();
    ScoreNetwork model = null;
    try (DeviceScope on = placement.enter();
        PointerScope scope = new PointerScope()) {
      model =
          ScoreNetwork.of(
              state.settings().network(), state.encoder().width(), state.seed(), placement);
      for (Map.Entry<String, Tensor> parameter : model.parameters().entrySet()) {
        Tensor stored = read(description, parameter.getKey());
        if (!stored.is_same_size(parameter.getValue())) {
          throw new IllegalStateException(parameter.getKey() + " has another shape");
        }
        parameter.getValue().data().copy_(stored);
      }
      return new Loaded(
          new Predictor(state, model, companion(description)),
          description.provenance(),
          content.sha256());
    } catch (RuntimeException e) {
      if (model != null) {
        model.close();
      }
      if (String.valueOf(e.getMessage()).contains("CUDA")) {
        // It is the device that failed, not the file.
        throw e;
      }
      throw new InputException(
          "%s: weights do not fit the settings: %s"
              .formatted(
                  file,
                  Objects.requireNonNullElse(e.getMessage(), "").lines().findFirst().orElse("")),
          e);
    }
  }

  private static Description description(Path file, byte[] json) {
    Description description;
    try {
      description = JSON.readValue(json, Description.class);
    } catch (JsonProcessingException e) {
      throw new InputException(
          "%s: not a predictor of this version: %s".formatted(file, e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    if (description.format() != FORMAT) {
      throw new InputException(
          "%s: found predictor format %s, expected %d; train it again"
              .formatted(file, description.format(), FORMAT));
    }
    if (!description.isComplete()) {
      throw new InputException(
          "%s: not a predictor of this version: a part is missing".formatted(file));
    }
    return description;
  }

  private static Optional<GaussianProcess> companion(Description description) {
    PredictorState state = description.predictor();
    if (state.kernel() == null) {
      return Optional.empty();
    }
    Tensor inputs = read(description, COMPANION_INPUTS);
    Tensor targets = read(description, COMPANION_TARGETS);
    if (inputs.dim() != 2
        || inputs.size(1) != state.encoder().width()
        || targets.dim() != 2
        || targets.size(0) != inputs.size(0)
        || targets.size(1) != 1
        || inputs.size(0) < 1) {
      throw new IllegalStateException("the Gaussian process's observations have another shape");
    }
    return Optional.of(new GaussianProcess(state.kernel(), inputs, targets));
  }

  private static Tensor read(Description description, String name) {
    StoredTensor stored = description.weights().get(name);
    if (stored == null) {
      throw new IllegalStateException("found no " + name);
    }
    return stored.tensor();
  }
}
