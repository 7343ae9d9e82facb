package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.ImportedLayer;
import org.parzc.blueprint.Layer;
import org.parzc.blueprint.Shape;
import org.parzc.nativecore.ElementType;

/** Every kind of layer has something that runs it. */
class LayerOperationsTest {
  /** Returns the records below a sealed type. */
  private static Stream<Class<?>> kinds(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(LayerOperationsTest::kinds)
        : Stream.of(type);
  }

  @Test
  void noKindOfLayerIsForgotten() {
    assertThat(LayerOperations.all().keySet())
        .isEqualTo(kinds(Layer.class).collect(Collectors.toSet()));
  }

  @Test
  void aLayerOfAnotherNetworkIsRefused() {
    Shape image = new Shape(3, 4, 4);
    Blueprint.Builder builder = Blueprint.builder(image);
    Blueprint blueprint =
        builder.build(
            builder.add(new ImportedLayer("hardswish", 0, 0, false, image), builder.input()));
    try (PointerScope scope = new PointerScope()) {
      Network network =
          Network.atInitialisation(blueprint, (node, layer, index) -> null, ElementType.FLOAT32);
      assertThatThrownBy(
              () ->
                  network.forward(
                      Tensors.filled(1, ElementType.FLOAT32, 1, 3, 4, 4), BatchNormMode.BATCH))
          .isInstanceOf(InputException.class)
          .hasMessage(
              "hardswish: found a layer that its own network alone can run, expected one of a"
                  + " space");
    }
  }
}
