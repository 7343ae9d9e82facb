package org.parzc.torchscript;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.PointerScope;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Hostile;
import org.parzc.blueprint.Shape;
import org.parzc.network.NetworkSource;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.space.Skeleton;

/**
 * Modules whose parts were cut, damaged or taken from another module: each runs or is refused in
 * one line.
 */
@Tag("slow")
class HostileModuleTest {
  private static final Skeleton SKELETON = new Skeleton(1, 1, 3, new Shape(1, 4, 4));

  @TempDir private Path folder;

  private boolean isRefused(String name, byte[] content) throws IOException {
    Files.write(folder.resolve(name), content);
    EnumerableSpace space = (EnumerableSpace) new TorchScriptLoader().load(folder.toString());
    Architecture architecture = space.parse(name.substring(0, name.length() - ".pt".length()));
    try (PointerScope scope = new PointerScope()) {
      return Hostile.isRefused(() -> NetworkSource.of(architecture, SKELETON).blueprint());
    } finally {
      Files.delete(folder.resolve(name));
    }
  }

  private byte[] module(int width, int classes) throws IOException {
    Path file = Modules.small(folder.resolve("sample.pt"), 1, width, classes);
    try {
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private Map<String, byte[]> entries(byte[] module) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    Path file = Files.write(folder.resolve("module"), module);
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : Collections.list(zip.entries())) {
        entries.put(
            entry.getName().substring(entry.getName().indexOf('/') + 1),
            zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry("archive/" + each.getKey());
        CRC32 crc = new CRC32();
        crc.update(each.getValue());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(each.getValue().length);
        entry.setCrc(crc.getValue());
        out.putNextEntry(entry);
        out.write(each.getValue());
        out.closeEntry();
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aModuleThatWasPackedAgainRuns() throws IOException {
    byte[] module = module(2, 3);
    assertThat(isRefused("whole.pt", module)).isFalse();
    assertThat(isRefused("again.pt", zip(entries(module)))).isFalse();
  }

  @Test
  void entriesThatAreExchangedMissingOrOfAnotherModule() throws IOException {
    Map<String, byte[]> entries = entries(module(2, 3));
    Map<String, byte[]> others = entries(module(7, 3));
    List<String> names = new ArrayList<>(entries.keySet());
    int refused = 0;
    int tried = 0;
    for (String name : names) {
      Map<String, byte[]> without = new LinkedHashMap<>(entries);
      without.remove(name);
      refused += isRefused("without.pt", zip(without)) ? 1 : 0;
      Map<String, byte[]> empty = new LinkedHashMap<>(entries);
      empty.put(name, new byte[0]);
      refused += isRefused("empty.pt", zip(empty)) ? 1 : 0;
      Map<String, byte[]> foreign = new LinkedHashMap<>(entries);
      foreign.put(name, others.getOrDefault(name, new byte[] {1}));
      refused += isRefused("foreign.pt", zip(foreign)) ? 1 : 0;
      for (String other : names) {
        Map<String, byte[]> exchanged = new LinkedHashMap<>(entries);
        exchanged.put(name, entries.get(other));
        exchanged.put(other, entries.get(name));
        refused += isRefused("exchanged.pt", zip(exchanged)) ? 1 : 0;
        tried++;
      }
    }
    assertThat(refused).as("of %d", tried + 3 * names.size()).isGreaterThan(names.size());
  }

  @Test
  void tensorsThatLackBytes() throws IOException {
    Map<String, byte[]> entries = entries(module(2, 3));
    List<String> tensors =
        entries.keySet().stream()
            .filter(name -> name.matches("(data|constants)/\\d+") && entries.get(name).length > 0)
            .toList();
    assertThat(tensors)
        .hasSize(3)
        .allSatisfy(
            name -> {
              Map<String, byte[]> cut = new LinkedHashMap<>(entries);
              cut.put(name, Arrays.copyOf(entries.get(name), entries.get(name).length - 1));
              assertThat(isRefused("cut.pt", zip(cut))).as(name).isTrue();
            });
  }

  /** Each small number of the pickle in turn: sizes, strides, offsets and lengths among them. */
  @Test
  void tensorsThatClaimMoreElementsThanTheirStorageHas() throws IOException {
    Map<String, byte[]> entries = entries(module(2, 3));
    byte[] pickle = entries.get("data.pkl");
    int refused = 0;
    for (int at = 0; at < pickle.length - 1; at++) {
      if (pickle[at] == 'K') {
        byte[] changed = pickle.clone();
        changed[at + 1] = (byte) 0xff;
        Map<String, byte[]> larger = new LinkedHashMap<>(entries);
        larger.put("data.pkl", changed);
        refused += isRefused("larger.pt", zip(larger)) ? 1 : 0;
      }
    }
    assertThat(refused).isGreaterThan(10);
  }

  /** The archive is sound, as its checksums say, and what is in it is not. */
  @Test
  void entriesThatAreDamagedUnderRightChecksums() throws IOException {
    Map<String, byte[]> entries = entries(module(2, 3));
    Random random = new Random(1);
    int refused = 0;
    for (String name : entries.keySet()) {
      for (int attempt = 0; attempt < 8; attempt++) {
        Map<String, byte[]> damaged = new LinkedHashMap<>(entries);
        damaged.put(name, Hostile.bytes(entries.get(name), random));
        refused += isRefused("damaged.pt", zip(damaged)) ? 1 : 0;
      }
    }
    assertThat(refused).isGreaterThan(8);
  }

  @Test
  void archivesThatAreDamaged() throws IOException {
    byte[] module = module(2, 3);
    Random random = new Random(2);
    int refused = 0;
    for (int attempt = 0; attempt < 60; attempt++) {
      refused += isRefused("damaged.pt", Hostile.bytes(module, random)) ? 1 : 0;
    }
    assertThat(refused).isGreaterThan(20);
  }
}
