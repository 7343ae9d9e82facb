package org.parzc.network;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.parzc.InputException;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.ImportedLayer;
import org.parzc.blueprint.ImportedWeightedLayer;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Linear;
import org.parzc.blueprint.TokenLayer;

/** How {@link Network} runs each kind of layer: a line a kind. */
final class LayerOperations {
  /**
   * Runs one kind of layer.
   *
   * @param <L> the kind
   */
  interface Operation<L extends Layer> {
    /**
     * Returns the layer's output.
     *
     * @param at the pass, which stands at the layer
     */
    Tensor run(L layer, Network.Forward at);
  }

  private static final Map<Class<? extends Layer>, Operation<?>> ALL =
      new Table()
          .with(Layer.Input.class, (layer, at) -> at.images())
          .with(
              Convolution.class,
              (layer, at) ->
                  Convolutions.apply(layer, at.input(), at.weight(), at.bias(), at.type()))
          .with(
              Linear.class,
              (layer, at) -> TokenLayers.linear(layer, at.input(), at.weight(), at.bias()))
          .with(Layer.BatchNorm.class, (layer, at) -> at.normalised())
          .with(Layer.Relu.class, (layer, at) -> at.keepActivation(torch.relu(at.input())))
          .with(Layer.Gelu.class, (layer, at) -> torch.gelu(at.input()))
          .with(
              Layer.AveragePool.class, (layer, at) -> Pooling.average(layer, at.input(), at.type()))
          .with(Layer.MaxPool.class, (layer, at) -> Pooling.maximum(layer, at.input()))
          .with(Layer.GlobalAveragePool.class, (layer, at) -> meanOverPositions(at.keepFeatures()))
          .with(Layer.Add.class, (layer, at) -> at.sum())
          .with(
              Layer.Concatenation.class, (layer, at) -> torch.cat(new TensorVector(at.inputs()), 1))
          .with(Layer.Truncation.class, (layer, at) -> at.input().narrow(1, 0, layer.channels()))
          .with(Layer.Subsample.class, (layer, at) -> every(every(at.input(), 2, layer), 3, layer))
          .with(Layer.Zero.class, (layer, at) -> torch.zeros_like(at.input()))
          .with(TokenLayer.MapToTokens.class, (layer, at) -> TokenLayers.ofMap(at.input()))
          .with(TokenLayer.TokensToMap.class, (layer, at) -> TokenLayers.toMap(layer, at.input()))
          .with(
              TokenLayer.ClassToken.class,
              (layer, at) -> TokenLayers.behind(at.embedding(), at.input()))
          .with(TokenLayer.PositionEmbedding.class, (layer, at) -> at.input().add(at.embedding()))
          .with(TokenLayer.LayerNorm.class, (layer, at) -> at.normalised(layer))
          .with(
              TokenLayer.Attention.class,
              (layer, at) -> TokenLayers.attend(at.input(), layer.heads()))
          .with(
              TokenLayer.TokenRange.class,
              (layer, at) -> at.input().narrow(1, layer.first(), layer.count()))
          .with(
              TokenLayer.TokenConcatenation.class,
              (layer, at) -> torch.cat(new TensorVector(at.inputs()), 1))
          .with(ImportedLayer.class, LayerOperations::refuse)
          .with(ImportedWeightedLayer.class, LayerOperations::refuse)
          .build();

  /** Collects operations, each for its own kind of layer. */
  private static final class Table {
    private final ImmutableMap.Builder<Class<? extends Layer>, Operation<?>> operations =
        ImmutableMap.builder();

    <L extends Layer> Table with(Class<L> kind, Operation<L> operation) {
      operations.put(kind, operation);
      return this;
    }

    Map<Class<? extends Layer>, Operation<?>> build() {
      return operations.build();
    }
  }

  private LayerOperations() {}

  /** Returns all operations, by the kind of layer. */
  static Map<Class<? extends Layer>, Operation<?>> all() {
    return ALL;
  }

  /** Returns how a layer is run. */
  @SuppressWarnings("unchecked") // The table has for each kind what runs it.
  static <L extends Layer> Operation<L> of(L layer) {
    return (Operation<L>) ALL.get(layer.getClass());
  }

  private static Tensor meanOverPositions(Tensor input) {
    return input.mean(
        TokenLayers.isSequence(input) ? new long[] {1} : new long[] {2, 3}, false, null);
  }

  private static Tensor every(Tensor input, long dimension, Layer.Subsample layer) {
    return input.slice(
        dimension, new LongOptional(layer.offset()), new LongOptional(), layer.stride());
  }

  private static Tensor refuse(Layer layer, Network.Forward at) {
    throw new InputException(
        "%s: found a layer that its own network alone can run, expected one of a space"
            .formatted(layer.kind()));
  }
}
