package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The bundle runs wherever it lies, with nothing of this machine but its C library, and stays as it
 * is. Made in the build folder, which has room for it.
 */
@Tag("thorough")
class BundleTest {
  private static final Path SCRIPT = Path.of("scripts", "bundle.sh").toAbsolutePath();
  private static final String CELL =
      "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_1x1~1|+|none~0|avg_pool_3x3~1|nor_conv_1x1~2|";

  private Path folder;

  private record Ended(int code, String out, String err) {}

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "bundle test ");
  }

  @AfterEach
  void removeFolder() throws IOException {
    MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
  }

  private Ended run(List<?> command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    Process process =
        builder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new Ended(process.waitFor(), Files.readString(out), Files.readString(err));
  }

  private static ProcessBuilder builder(List<?> command) {
    ProcessBuilder builder = new ProcessBuilder(command.stream().map(Object::toString).toList());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    return builder;
  }

  private Ended bundle(Object... arguments) throws IOException, InterruptedException {
    List<Object> command = new ArrayList<>(List.of(SCRIPT));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** Returns names, sizes and times of all there is below a folder. */
  private static Map<String, String> tree(Path root) throws IOException {
    TreeMap<String, String> tree = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.toList()) {
        tree.put(
            root.relativize(file).toString(),
            Files.isSymbolicLink(file)
                ? Files.readSymbolicLink(file).toString()
                : file.toFile().length() + " " + file.toFile().lastModified());
      }
    }
    return tree;
  }

  /**
   * Runs a program in an empty environment, but for a home that takes nothing, through a link from
   * elsewhere.
   */
  private Ended inTheOpen(String program, Object... arguments)
      throws IOException, InterruptedException {
    Path link = folder.resolve("bin link").resolve(program);
    Files.createDirectories(link.getParent());
    if (!Files.exists(link)) {
      Files.createSymbolicLink(link, Path.of("..", "a bundle", "bin", program));
    }
    List<Object> command =
        new ArrayList<>(List.of("env", "-i", "-C", "/", "HOME=/dev/null/none", link));
    command.addAll(List.of(Cli.strings(arguments)));
    return run(command);
  }

  @Test
  void runsInTheOpen() throws Exception {
    Path bundle = folder.resolve("a bundle");
    Ended made = bundle("--built", bundle);
    assertThat(made.code()).as(made.err()).isZero();
    assertThat(made.out()).contains("needs glibc 2.");
    Map<String, String> before = tree(bundle);
    assertThat(before.keySet())
        .noneMatch(name -> name.endsWith(".dll") || name.endsWith(".jnilib"))
        .contains("bin/gpu-check", "lib/java/bin/java", "README.txt", "LICENSE");

    Ended doctor = inTheOpen("parzc", "doctor", "--device", "cpu");
    assertThat(doctor.err()).isEmpty();
    assertThat(doctor.out()).containsPattern("native core +0.1.0").containsPattern("cache +none");

    Object[] describe = {
      "describe", CELL, "--measure", "--device", "cpu", "--channels", 4, "--cells", 1
    };
    assertThat(inTheOpen("parzc", describe).out())
        .isEqualTo(Cli.run(describe).done().out())
        .contains("synflow");

    Path labels = Cli.labels(folder.resolve("labels.csv"), 24);
    Path store = folder.resolve("cells.duckdb");
    Ended measured =
        inTheOpen(
            "parzc",
            "statistics",
            "--candidates",
            labels,
            "--store",
            store,
            "--device",
            "cpu",
            Cli.QUICK);
    assertThat(measured.code()).as(measured.err()).isZero();
    Ended ranked =
        inTheOpen(
            "parzc",
            "evaluate",
            "--labels",
            labels,
            "--store",
            store,
            "--budgets",
            12,
            "--splits",
            1,
            "--presets",
            "default/members=1/epochs=2");
    assertThat(ranked.code()).as(ranked.err()).isZero();
    assertThat(ranked.out()).contains("XGBoost on nodes", "MABN default");

    Ended check = inTheOpen("gpu-check");
    if (check.code() != 0 && check.code() != 1) {
      assertThat(check.code()).isEqualTo(2);
      assertThat(check.err().lines())
          .singleElement()
          .asString()
          .startsWith("parzc: no GPU to check: ");
      assertThat(check.out()).isEmpty();
    }
    assertThat(tree(bundle)).as("nothing is unpacked, linked or written").isEqualTo(before);
  }

  @Test
  void wrongArgumentsAreOneLine() throws Exception {
    Files.createDirectory(folder.resolve("there"));
    for (List<Object> arguments :
        List.<List<Object>>of(
            List.of(),
            List.of(""),
            List.of("--cuda"),
            List.of("--fast", "x"),
            List.of("--only-sm", "90", folder.resolve("x")),
            List.of("--cuda", "--only-sm", "sm_90", folder.resolve("x")),
            List.of("--cuda", "--only-sm", "75", folder.resolve("x")),
            List.of("--parts", "60", folder.resolve("x")),
            List.of("--parts"),
            List.of(folder.resolve("x"), "y"),
            List.of("--compress", "gzip", folder.resolve("x")),
            List.of("--parts", "1M", "--compress", "rar", folder.resolve("x")),
            List.of(folder.resolve("there")),
            List.of("/dev/null/x"))) {
      Ended ended = bundle(arguments.toArray());
      assertThat(ended.code()).as("%s", arguments).isEqualTo(2);
      assertThat(ended.err().lines())
          .as("%s", arguments)
          .singleElement()
          .asString()
          .startsWith("bundle: ");
      assertThat(ended.out()).isEmpty();
      assertThat(folder.resolve("x")).doesNotExist();
    }
  }

  @Test
  void leavesNothingWhenItIsStopped() throws Exception {
    Path place = Files.createDirectory(folder.resolve("place"));
    Path out = folder.resolve("out");
    Process process =
        builder(List.of(SCRIPT, "--built", place.resolve("bundle")))
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    while (process.isAlive() && !Files.readString(out).contains("native libraries")) {
      Thread.sleep(10);
    }
    assertThat(place).as("beside its place").isNotEmptyDirectory();
    process.destroy();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(place).isEmptyDirectory();
  }
}
