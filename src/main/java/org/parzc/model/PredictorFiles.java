package org.parzc.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ArchiveWriter;
import org.bytedeco.pytorch.InputArchive;
import org.bytedeco.pytorch.OutputArchive;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.parzc.InputException;
import org.parzc.nativecore.Lifetime;
import org.parzc.network.TensorArchive;
import org.parzc.network.Tensors;

/**
 * Predictors on disk: one directory with {@code predictor.json} (settings, feature encoder, provenance) and
 * {@code weights.pt} (a LibTorch archive of the parameters).
 */
public final class PredictorFiles {
  private static final String DESCRIPTION = "predictor.json";
  private static final String WEIGHTS = "weights.pt";
  private static final int FORMAT = 2;
  private static final String COMPANION_INPUTS = "companion_inputs";
  private static final String COMPANION_TARGETS = "companion_targets";
  private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private PredictorFiles() {}

  /**
   * A predictor and where it came from.
   *
   * @param predictor the predictor, to be closed by the caller
   * @param provenance what it was trained on, as given to {@link #save}
   */
  public record Loaded(Predictor predictor, Map<String, String> provenance) {}

  private record Description(int format, Map<String, String> provenance, Predictor.State predictor) {}

  /**
   * Refuses a place that no predictor can be written to: worth knowing before the training.
   *
   * @throws InputException if the directory holds something else than a predictor
   */
  public static void requirePlace(Path directory) {
    if (Files.exists(directory) && !Files.exists(directory.resolve(DESCRIPTION))) {
      throw new InputException("%s: exists and is not a predictor; choose another --model".formatted(directory));
    }
  }

  /**
   * Writes a predictor. The directory appears whole or not at all; one that holds a predictor is replaced.
   *
   * @throws InputException if the directory cannot be written or holds something else
   */
  public static void save(Predictor predictor, Map<String, String> provenance, Path directory) {
    requirePlace(directory);
    Path target = directory.toAbsolutePath();
    try {
      Files.createDirectories(target.getParent());
      Path fresh = Files.createDirectory(
          target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp"));
      try {
        writeWeights(predictor, fresh.resolve(WEIGHTS));
        JSON.writeValue(fresh.resolve(DESCRIPTION).toFile(),
            new Description(FORMAT, new TreeMap<>(provenance), predictor.state()));
        if (Files.exists(target)) {
          MoreFiles.deleteRecursively(target, RecursiveDeleteOption.ALLOW_INSECURE);
        }
        Files.move(fresh, target);
      } finally {
        if (Files.exists(fresh)) {
          MoreFiles.deleteRecursively(fresh, RecursiveDeleteOption.ALLOW_INSECURE);
        }
      }
    } catch (IOException e) {
      throw new InputException("%s: cannot write the predictor: %s".formatted(directory, e.getMessage()), e);
    }
  }

  /** Takes what LibTorch writes, whose own writer of files ends the process where the disk is full. */
  private static final class Collected extends ArchiveWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public long call(Pointer data, long size) {
      byte[] piece = new byte[Math.toIntExact(size)];
      new BytePointer(data).get(piece);
      bytes.writeBytes(piece);
      return size;
    }
  }

  private static void writeWeights(Predictor predictor, Path file) throws IOException {
    try (Lifetime.Call call = predictor.call(); PointerScope scope = new PointerScope()) {
      OutputArchive archive = new OutputArchive();
      predictor.parameters().forEach((name, parameter) -> archive.write(key(name), parameter.detach()));
      predictor.companion().ifPresent(process -> {
        archive.write(COMPANION_INPUTS, process.observations().get(0));
        archive.write(COMPANION_TARGETS, process.observations().get(1));
      });
      Collected collected = new Collected();
      archive.save_to(collected);
      Files.write(file, collected.bytes.toByteArray());
    }
  }

  /** LibTorch splits names at dots. */
  private static String key(String name) {
    return name.replace('.', '_');
  }

  /**
   * Reads a predictor.
   *
   * @throws InputException if the directory does not hold one, or one of another format
   */
  public static Loaded load(Path directory) {
    Path file = directory.resolve(DESCRIPTION);
    if (!Files.isRegularFile(file)) {
      throw new InputException("%s: found no %s, expected a directory that 'parzc train' wrote"
          .formatted(directory, DESCRIPTION));
    }
    Description description;
    try {
      description = JSON.readValue(file.toFile(), Description.class);
    } catch (JsonProcessingException e) {
      throw new InputException("%s: not a predictor of this version: %s".formatted(file,
          e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, e.getMessage()), e);
    }
    if (description == null || description.format() != FORMAT) {
      throw new InputException("%s: found predictor format %s, expected %d".formatted(file,
          description == null ? "null" : description.format(), FORMAT));
    }
    Predictor.State state = description.predictor();
    if (state == null || !state.isComplete() || description.provenance() == null) {
      throw new InputException("%s: not a predictor of this version: a part is missing".formatted(file));
    }
    ScoreNetwork model = null;
    try (PointerScope scope = new PointerScope()) {
      TensorArchive.requireComplete(directory.resolve(WEIGHTS));
      InputArchive archive = new InputArchive();
      archive.load_from(directory.resolve(WEIGHTS).toString());
      model = ScoreNetwork.of(state.settings(), state.encoder().width(), state.seed());
      for (Map.Entry<String, Tensor> parameter : model.parameters().entrySet()) {
        Tensor stored = read(archive, key(parameter.getKey()));
        if (!stored.is_same_size(parameter.getValue())) {
          throw new IllegalStateException(parameter.getKey() + " has another shape");
        }
        parameter.getValue().data().copy_(stored);
      }
      return new Loaded(new Predictor(state, model, companion(state, archive)), description.provenance());
    } catch (RuntimeException e) {
      if (model != null) {
        model.close();
      }
      throw new InputException("%s: weights do not fit %s: %s".formatted(directory.resolve(WEIGHTS), DESCRIPTION,
          Objects.requireNonNullElse(e.getMessage(), "").lines().findFirst().orElse("")), e);
    }
  }

  private static Optional<GaussianProcess> companion(Predictor.State state, InputArchive archive) {
    if (state.kernel() == null) {
      return Optional.empty();
    }
    Tensor inputs = read(archive, COMPANION_INPUTS);
    Tensor targets = read(archive, COMPANION_TARGETS);
    if (inputs.dim() != 2 || inputs.size(1) != state.encoder().width() || targets.dim() != 2
        || targets.size(0) != inputs.size(0) || targets.size(1) != 1 || inputs.size(0) < 1) {
      throw new IllegalStateException("the companion's observations have another shape");
    }
    return Optional.of(new GaussianProcess(state.kernel(), inputs.to(ScalarType.Double),
        targets.to(ScalarType.Double)));
  }

  private static Tensor read(InputArchive archive, String name) {
    Tensor stored = new Tensor();
    archive.read(name, stored);
    return Tensors.requireInside(stored);
  }
}
