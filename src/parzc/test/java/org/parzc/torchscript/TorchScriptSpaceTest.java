package org.parzc.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.parzc.torchscript.Modules.shape;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.blueprint.Blueprint;
import org.parzc.blueprint.ImportedLayer;
import org.parzc.blueprint.Shape;
import org.parzc.blueprint.Slot;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;

/**
 * Directories and manifests of modules: what they hold, what their graphs are, and what is refused.
 */
@Tag("slow")
class TorchScriptSpaceTest {
  private static final Skeleton GREY = new Skeleton(1, 1, 3, new Shape(1, 8, 8));

  @TempDir private Path folder;

  private static EnumerableSpace space(Path place) {
    return (EnumerableSpace) SearchSpaces.named("torchscript:" + place);
  }

  private Blueprint blueprint(String body, Object... shapes) {
    Modules.write(folder.resolve("one.pt"), body, shapes);
    return space(folder).parse("one").blueprint(GREY);
  }

  private static List<String> kinds(Blueprint blueprint) {
    return blueprint.vertices().stream().map(vertex -> vertex.layer().kind()).toList();
  }

  @Test
  void aDirectoryIsASpaceInTheOrderOfItsNames() throws IOException {
    Modules.small(folder.resolve("b.pt"), 1, 4, 3);
    Modules.small(folder.resolve("a.pt"), 1, 2, 3);
    Files.writeString(folder.resolve("notes.txt"), "not a network");
    EnumerableSpace space = space(folder);
    assertThat(space.size()).isEqualTo(2);
    assertThat(space.at(0).text()).matches("a@[0-9a-f]{12}");
    assertThat(space.at(1))
        .isEqualTo(space.parse("b"))
        .isEqualTo(space.parse(space.at(1).text()))
        .isNotEqualTo(space.at(0));
    assertThat(space.at(0).id()).matches("[0-9a-f]{32}").isNotEqualTo(space.at(1).id());
    assertThat(space.at(0).neighbours()).containsExactly(space.at(1));
    assertThat(space.at(0).mutant(new SplittableRandom(0))).isEqualTo(space.at(1));
    assertThat(space.slots(GREY)).containsExactly(Slot.single("conv"), Slot.single("fc"));
    assertThat(space.defaultSkeleton()).isEqualTo(new Skeleton(1, 1, 3, new Shape(1, 32, 32)));
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> space.parse("c"))
        .withMessageContaining("'c'")
        .withMessageContaining("2 networks");
  }

  @Test
  void anotherContentIsAnotherArchitecture() {
    Modules.small(folder.resolve("a.pt"), 1, 2, 3);
    Architecture before = space(folder).parse("a");
    Modules.small(folder.resolve("a.pt"), 1, 4, 3);
    Architecture after = space(folder).parse("a");
    assertThat(after).isNotEqualTo(before);
    assertThat(after.id()).isNotEqualTo(before.id());
    assertThatExceptionOfType(ArchitectureSyntaxException.class)
        .isThrownBy(() -> space(folder).parse(before.text()))
        .withMessageContaining("is now " + after.text());
    assertThatThrownBy(() -> before.blueprint(GREY))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("has changed");
  }

  @Test
  void aManifestNamesItsFiles() throws IOException {
    Files.createDirectory(folder.resolve("nets"));
    Modules.small(folder.resolve("nets/x.pt"), 1, 2, 3);
    Modules.small(folder.resolve("y.pt"), 1, 4, 3);
    Path manifest =
        Files.writeString(
            folder.resolve("all.csv"), "id,file,label\nsecond,y.pt,90\nfirst,nets/x.pt,91\n");
    EnumerableSpace space = space(manifest);
    assertThat(List.of(space.at(0).text(), space.at(1).text()))
        .allMatch(text -> text.contains("@"))
        .extracting(text -> text.substring(0, text.indexOf('@')))
        .containsExactly("second", "first");
    Files.writeString(manifest, "id,file\na,y.pt\nb,none.pt\n");
    assertThatThrownBy(() -> space(manifest))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(manifest + ":3:3: file: ")
        .hasMessageContaining("none.pt: no such file");
    Files.writeString(manifest, "id,file\na,y.pt\n\na,nets/x.pt\n");
    assertThatThrownBy(() -> space(manifest))
        .isInstanceOf(InputException.class)
        .hasMessage(manifest + ":4:1: id: 'a' is that of line 2");
    Files.writeString(manifest, "id,path\na,y.pt\n");
    assertThatThrownBy(() -> space(manifest))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no column 'file'");
  }

  @Test
  void whatHoldsNoModulesIsRefused() {
    assertThatThrownBy(() -> space(folder))
        .isInstanceOf(InputException.class)
        .hasMessage(folder + ": found no .pt files");
    assertThatThrownBy(() -> space(folder.resolve("none")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("expected a directory");
  }

  @Test
  void damagedFilesAreRefusedByName() throws IOException {
    Path whole = Modules.small(folder.resolve("whole.pt"), 1, 2, 3);
    byte[] bytes = Files.readAllBytes(whole);
    for (int part = 1; part < 8; part++) {
      Files.write(
          folder.resolve("cut%d.pt".formatted(part)),
          Arrays.copyOf(bytes, bytes.length * part / 8));
      byte[] damaged = bytes.clone();
      Arrays.fill(damaged, bytes.length * part / 8, bytes.length * part / 8 + 16, (byte) 0x5a);
      Files.write(folder.resolve("damaged%d.pt".formatted(part)), damaged);
    }
    Files.writeString(folder.resolve("text.pt"), "not a module");
    Files.write(folder.resolve("zip.pt"), zip("readme.txt"));
    Files.write(folder.resolve("folder.pt"), zip("archive/data.pkl"));
    Files.write(folder.resolve("empty.pt"), new byte[0]);
    EnumerableSpace space = space(folder);
    int refused = 0;
    for (long i = 0; i < space.size(); i++) {
      Architecture architecture = space.at(i);
      String id = architecture.text().substring(0, architecture.text().indexOf('@'));
      try {
        architecture.blueprint(GREY);
        // Sixteen bytes of a weight may be any number.
        assertThat(id).matches("whole|damaged.");
      } catch (InputException e) {
        assertThat(e.getMessage()).startsWith(folder.resolve(id + ".pt") + ": ").hasLineCount(1);
        refused++;
      }
    }
    assertThat(refused).isGreaterThanOrEqualTo(7 + 4);
  }

  private static byte[] zip(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write("something else".getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void theGraphBecomesABlueprint() {
    Blueprint blueprint =
        blueprint(
            """
            a = torch.relu(torch.conv2d(x, self.first, self.bias, [2, 2], [1, 1], [1, 1], 1))
            b = torch.conv2d(a, self.deep, None, [1, 1], [2, 2], [2, 2], 4)
            c = torch.avg_pool2d(a, [3, 3], [1, 1], [1, 1], False, False, None)
            d = torch.cat([b, c + a * 0.0], 1)
            e = torch.gelu(torch.max_pool2d(d, [2, 2], [2, 2], [0, 0], [1, 1], False))
            return torch.linear(torch.mean(e, [-1, -2]), self.fc, None)
            """,
            "fc",
            shape(3, 8),
            "first",
            shape(4, 1, 3, 3),
            "bias",
            shape(4),
            "deep",
            shape(4, 1, 3, 3));
    assertThat(kinds(blueprint))
        .containsExactly(
            "input",
            "conv3x3",
            "relu",
            "dilated_depthwise_conv3x3",
            "avg_pool",
            "none",
            "add",
            "concatenation",
            "max_pool",
            "gelu",
            "global_pool",
            "linear");
    // In the order in which the module lists its parameters, as everywhere in PyTorch.
    assertThat(blueprint.nodes())
        .extracting(node -> node.slot().name())
        .containsExactly("fc", "first", "deep");
    assertThat(blueprint.nodes().get(1).activation()).isEqualTo(OptionalInt.of(2));
    assertThat(blueprint.parameters()).isEqualTo(24 + 36 + 4 + 36);
    assertThat(blueprint.flops()).isEqualTo(24 + 36 * 16 + 36 * 16);
    assertThat(blueprint.depth()).isEqualTo(3);
    assertThat(blueprint.live().get(5)).isFalse();
  }

  @Test
  void whatIsNotKnownIsALayerAllTheSame() {
    Blueprint blueprint =
        blueprint(
            """
            tokens = torch.transpose(torch.flatten(torch.conv2d(x, self.patch, None, [4, 4], [0, 0], [1, 1], 1), 2), 1, 2)
            mixed = torch.matmul(tokens, torch.t(self.mix))
            normal = torch.layer_norm(mixed + self.place, [6], self.scale, None, 1e-5, False)
            line = torch.conv1d(torch.transpose(normal, 1, 2), self.line, None, [1], [1], [1], 1)
            return torch.addmm(self.fc_bias, torch.mean(line, [2]), torch.t(self.fc))
            """,
            "patch",
            shape(5, 1, 4, 4),
            "mix",
            shape(6, 5),
            "place",
            shape(4, 6),
            "scale",
            shape(6),
            "line",
            shape(7, 6, 3),
            "fc",
            shape(3, 7),
            "fc_bias",
            shape(3));
    assertThat(blueprint.parameters()).isEqualTo(80 + 30 + 24 + 6 + 126 + 21 + 3);
    assertThat(blueprint.flops()).isEqualTo(80 * 4 + 30 * 4 + 126 * 4 + 21);
    assertThat(blueprint.nodes())
        .extracting(node -> node.slot().name())
        .containsExactly("patch", "mix", "line", "fc");
    assertThat(blueprint.nodes())
        .extracting(node -> blueprint.weighted(node).kind())
        .containsExactly("conv4x4", "linear", "conv1d", "linear");
    assertThat(blueprint.weighted(blueprint.nodes().get(1)).fanIn()).isEqualTo(5);
    assertThat(blueprint.vertices())
        .extracting(Blueprint.Vertex::layer)
        .hasAtLeastOneElementOfType(ImportedLayer.class);
  }

  /** Scripted and traced modules write a convolution in different ways. */
  @Test
  void aConvolutionIsOneHoweverItIsWritten() {
    Object[] shapes = {"conv", shape(4, 1, 3, 5), "fc", shape(3, 4)};
    String rest = "\nreturn torch.linear(torch.mean(y, [2, 3]), self.fc, None)";
    Blueprint numbers =
        blueprint("y = torch.conv2d(x, self.conv, None, [1, 1], [2, 4], [2, 2], 1)" + rest, shapes);
    assertThat(kinds(numbers)).containsExactly("input", "dilated_conv3x5", "global_pool", "linear");
    assertThat(
            blueprint(
                "y = torch._convolution(x, self.conv, None, [1, 1], [2, 4], [2, 2], False, [0, 0],"
                    + " 1, False, False, True, True)"
                    + rest,
                shapes))
        .isEqualTo(numbers);
    assertThat(
            blueprint(
                "y = torch.conv2d(x, self.conv, None, [1, 1], 'same', [2, 2], 1)" + rest, shapes))
        .isEqualTo(numbers);
    assertThat(
            blueprint(
                "y = torch._convolution_mode(x, self.conv, None, [1, 1], 'same', [2, 2], 1)" + rest,
                shapes))
        .isEqualTo(numbers);
  }

  @Test
  void controlFlowIsFollowed() {
    Blueprint blueprint =
        blueprint(
            """
            for i in range(3):
              if i == 1:
                x = torch.relu(x)
              else:
                x = torch.conv2d(x, self.conv, None, [1, 1], [1, 1], [1, 1], 1)
            return torch.linear(torch.mean(x, [2, 3]), self.fc, None)
            """,
            "conv",
            shape(1, 1, 3, 3),
            "fc",
            shape(3, 1));
    assertThat(kinds(blueprint))
        .containsExactly("input", "conv3x3", "relu", "conv3x3", "global_pool", "linear");
    assertThat(blueprint.nodes()).hasSize(2);
    assertThat(blueprint.parameters()).isEqualTo(9 + 3);
    assertThat(blueprint.flops()).isEqualTo(2 * 9 * 64 + 3);
  }

  @Test
  void whatIsPutIntoAListComesFromWhereItCameFrom() {
    Blueprint blueprint =
        blueprint(
            """
            parts = [torch.relu(x)]
            for i in range(2):
              parts.append(torch.conv2d(parts[-1], self.conv, None, [1, 1], [1, 1], [1, 1], 1))
            a, b, c = parts
            return torch.linear(torch.mean(torch.cat(parts, 1), [2, 3]) + torch.mean(b * c, [2, 3]), self.fc, None)
            """,
            "conv",
            shape(1, 1, 3, 3),
            "fc",
            shape(3, 3));
    assertThat(kinds(blueprint))
        .containsExactly(
            "input",
            "relu",
            "conv3x3",
            "conv3x3",
            "concatenation",
            "global_pool",
            "mul",
            "global_pool",
            "add",
            "linear");
    assertThat(blueprint.vertices().stream().map(Blueprint.Vertex::inputs))
        .containsExactly(
            List.of(),
            List.of(0),
            List.of(1),
            List.of(2),
            List.of(1, 2, 3),
            List.of(4),
            List.of(2, 3),
            List.of(6),
            List.of(5, 7),
            List.of(8));
    assertThat(blueprint.depth()).isEqualTo(2);
  }

  @Test
  void modulesThatCannotBeMeasuredAreRefusedByName() {
    String linear = "return torch.linear(torch.flatten(x, 1), self.fc, None)";
    refused(
        shape(3, 64),
        "return torch.linear(torch.flatten(x + torch.rand_like(x), 1), self.fc, None)",
        "aten::rand_like",
        "random");
    refused(shape(3, 64), "return torch.flatten(x, 1)", "(batch, 64)", "(batch, 3)");
    refused(shape(3, 64), "return x", "without logits");
    refused(shape(3, 49), linear, "refuses images of shape 1×8×8");
    Modules.write(folder.resolve("one.pt"), linear, "fc", shape(3, 64));
    assertThatThrownBy(
            () -> space(folder).parse("one").blueprint(new Skeleton(1, 1, 3, new Shape(3, 8, 8))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("3×8×8");
  }

  private void refused(long[] fc, String body, String... words) {
    Path file = Modules.write(folder.resolve("one.pt"), body, "fc", fc);
    assertThatThrownBy(() -> space(folder).parse("one").blueprint(GREY))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith(file + ": ")
        .hasMessageContainingAll(words)
        .message()
        .hasLineCount(1);
  }
}
