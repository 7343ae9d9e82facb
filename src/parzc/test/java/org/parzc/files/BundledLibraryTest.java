package org.parzc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Libraries are unpacked once, whole, however many processes want them. */
class BundledLibraryTest {
  private static final String LIBRARY = "/org/bytedeco/javacpp/linux-x86_64/libjnijavacpp.so";

  @TempDir private Path folder;

  /** A process that unpacks. */
  static final class Unpacker {
    private Unpacker() {}

    public static void main(String[] arguments) throws IOException {
      System.out.print(BundledLibrary.unpacked(Unpacker.class, LIBRARY));
    }
  }

  private Process start(Path cache) throws IOException {
    return start(cache, System.getProperty("java.class.path"));
  }

  private Process start(Path cache, String classPath) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            classPath,
            "-Dorg.bytedeco.javacpp.cachedir=" + cache,
            Unpacker.class.getName())
        .redirectErrorStream(true)
        .start();
  }

  private static String output(Process process) throws IOException {
    try (InputStream in = process.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void onceForAllProcesses() throws Exception {
    Path cache = folder.resolve("a").resolve("cache");
    List<Process> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(start(cache));
    }
    List<String> places = new ArrayList<>();
    for (Process one : all) {
      places.add(output(one));
      assertThat(one.waitFor()).isZero();
    }
    assertThat(places).as("one place").containsOnly(places.get(0));
    Path file = Path.of(places.get(0));
    assertThat(file.startsWith(cache)).isTrue();
    try (InputStream bundled = BundledLibraryTest.class.getResourceAsStream(LIBRARY)) {
      assertThat(file).hasBinaryContent(bundled.readAllBytes());
    }
    long written = file.toFile().lastModified();
    Files.writeString(
        file.resolveSibling("libjnijavacpp.so.unfinished"), "of a process that was killed");
    assertThat(output(start(cache))).isEqualTo(places.get(0));
    assertThat(file.toFile().lastModified()).as("not unpacked again").isEqualTo(written);
    Files.delete(file);
    assertThat(output(start(cache))).isEqualTo(places.get(0));
    assertThat(file).exists();
    assertThat(file.resolveSibling("libjnijavacpp.so.unfinished")).doesNotExist();
  }

  @Test
  void takenFromAFolderOfTheClassPathAsItIs() throws Exception {
    Path cache = folder.resolve("cache");
    Path own = folder.resolve("with blank" + LIBRARY);
    Files.createDirectories(own.getParent());
    Files.writeString(own, "own");
    assertThat(
            output(
                start(
                    cache,
                    folder.resolve("with blank") + ":" + System.getProperty("java.class.path"))))
        .isEqualTo(own.toString());
    assertThat(cache).doesNotExist();
  }

  @Test
  void noSuchLibrary() {
    assertThatThrownBy(() -> BundledLibrary.unpacked(Unpacker.class, "/none.so"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("no /none.so beside ");
  }
}
