package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of files with letters beyond ASCII, whatever locale the user's system names. */
@Timeout(120)
@Tag("slow")
class LauncherTest {
  private static final String LETTERS = "Zürich, Ωδ";
  private static final String CELL = "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|";

  @TempDir private Path folder;
  private Path home;

  /** The bytes of a name, for a shell: Java of these tests may have a locale without them. */
  private static String shell(String text) {
    StringBuilder bytes = new StringBuilder();
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      bytes.append("\\x%02x".formatted(one));
    }
    return bytes.toString();
  }

  @BeforeEach
  void build() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    for (String directory : List.of("native", "cmake", "lib/natives/org/none/none/linux-x86_64")) {
      Files.createDirectories(home.resolve(directory));
    }
    for (String module : List.of("", "src/parzc-kernels", "src/parzc", "src/parzc-app")) {
      Files.createDirectories(home.resolve(module).resolve("main"));
      Files.createFile(home.resolve(module).resolve("pom.xml"));
    }
    Files.createDirectories(home.resolve("src/parzc-app/target"));
    Files.writeString(
        home.resolve("src/parzc-app/target/classpath.txt"), System.getProperty("java.class.path"));
    Files.createDirectories(home.resolve("target"));
    Files.createFile(home.resolve("target/parzc.built"));
    program("parzc", Files.readString(Path.of("parzc")));
    program("bin/parzc", Files.readString(Path.of("scripts/bundle/parzc")));
    program(
        "lib/java/bin/java",
        "#!/bin/sh\nexec '%s/bin/java' \"$@\"\n".formatted(System.getProperty("java.home")));
  }

  private void program(String place, String script) throws IOException {
    Files.createDirectories(home.resolve(place).getParent());
    Files.writeString(home.resolve(place), script);
    Files.setPosixFilePermissions(
        home.resolve(place), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Cli.Result run(String locale, String program) throws Exception {
    String script =
        "d=$(printf '%s'); mkdir -p \"$d\"; cp '%s' \"$d/space.yaml\"; exec %s describe '%s' --space \"custom:$d/space.yaml\""
            .formatted(
                shell(LETTERS),
                Path.of("examples", "spaces", "nasbench201.yaml").toAbsolutePath(),
                program,
                CELL);
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "-i",
                "PATH=" + System.getenv("PATH"),
                "HOME=" + System.getProperty("user.home"),
                "JAVA_HOME=" + System.getProperty("java.home"),
                "PARZC_CLASSPATH=" + System.getProperty("java.class.path")));
    command.addAll(List.of(locale.split(" ")));
    command.addAll(List.of("bash", "-c", script));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    int code =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    return new Cli.Result(
        code,
        new String(Files.readAllBytes(out), StandardCharsets.UTF_8),
        new String(Files.readAllBytes(err), StandardCharsets.UTF_8));
  }

  /** Returns what we say: the shell complains of a locale that is not installed by itself. */
  private static List<String> complaints(Cli.Result result) {
    return result.err().lines().filter(line -> !line.contains("setlocale")).toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LANG=de_DE.UTF-8",
        "LC_ALL=xx_YY.UTF-8",
        "LC_ALL=POSIX",
        "LC_CTYPE=zz_ZZ.utf8 LANG=C.UTF-8"
      })
  void aLocaleThatIsNotInstalled(String locale) throws Exception {
    for (String program : List.of("parzc", "bin/parzc")) {
      Cli.Result result = run(locale, home.resolve(program).toString());
      assertThat(complaints(result)).as(program).isEmpty();
      assertThat(result.code()).isZero();
      assertThat(result.out()).contains("skip_connect", "×32×32");
    }
  }

  /** Without a launcher nobody can choose another locale in time. */
  @Test
  void javaByItselfSaysWhatItLacks() throws Exception {
    Cli.Result result =
        run(
            "LC_ALL=xx_YY.UTF-8",
            "\"$JAVA_HOME/bin/java\" -cp \"$PARZC_CLASSPATH\" org.parzc.cli.Parzc");
    assertThat(result.code()).isEqualTo(2);
    assertThat(complaints(result))
        .singleElement()
        .asString()
        .startsWith("parzc: 'custom:Z??rich, ????/space.yaml': found letters that ")
        .endsWith("expected LC_ALL=C.UTF-8");
  }
}
