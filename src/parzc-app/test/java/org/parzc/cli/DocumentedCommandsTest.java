package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.base.Splitter;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shell commands of the pages, as they are written: those of a page run one after another in
 * one shell, in a folder with the repository's examples. A comment above a block says if it is slow
 * (run with {@code -Dparzc.slow=true}, or on some pages with {@code
 * -Dparzc.slow=README.md,docs/report.md}, its options checked otherwise), or is not run, and why,
 * or which exit code it has.
 */
@Tag("slow")
class DocumentedCommandsTest {
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?: *<!-- (slow|not run|exit)(?:: | )([^\\n]+) -->\\n)?( *)```sh\\n(.*?)\\n *```",
          Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

  /** What a page may call besides ours; nothing of it happens where only options are checked. */
  private static final List<String> TOOLS =
      List.of("curl", "sed", "cat", "mvn", "sudo", "cmake", "ctest", "spark-submit", "docker");

  /** Pages whose slow commands are run; {@code true} for all. */
  private static final List<String> SLOW =
      Splitter.on(',')
          .trimResults()
          .omitEmptyStrings()
          .splitToList(System.getProperty("parzc.slow", "false"));

  private static final Path SHARED = Path.of(System.getProperty("parzc.shared"));
  private static final Path FASHION = Path.of("/usr/share/datasets/fashion-mnist");

  @TempDir private Path folder;

  /**
   * One block of a page.
   *
   * @param page its page
   * @param line where it stands
   * @param mark {@code slow}, {@code not run}, {@code exit} or nothing
   * @param remark what the comment says of it
   * @param text its lines
   */
  private record Block(Path page, int line, String mark, String remark, String text) {
    boolean runs() {
      return mark.isEmpty()
          || mark.equals("exit")
          || mark.equals("slow") && (SLOW.contains("true") || SLOW.contains(page.toString()));
    }

    /** Returns what a shell has to do, that fails where the block does not end as it should. */
    String script() {
      return mark.equals("exit")
          ? "code=0; ( %s\n) || code=$?; [ $code -eq %s ]\n".formatted(text, remark)
          : text + "\n";
    }
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> documents = Files.walk(Path.of("docs"))) {
      return Stream.concat(
              documents,
              Stream.of(
                      "README.md",
                      "CONTRIBUTING.md",
                      "native/README.md",
                      "native/test/simt/README.md",
                      "native/test/stand-in/README.md",
                      "benchmarks/README.md",
                      "examples/fashion-mnist/README.md")
                  .map(Path::of))
          .filter(page -> page.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  private static List<Block> blocks(Path page) throws IOException {
    String text = Files.readString(page);
    List<Block> blocks = new ArrayList<>();
    Matcher found = BLOCK.matcher(text);
    while (found.find()) {
      int line = 1 + (int) text.substring(0, found.start(3)).lines().count();
      blocks.add(
          new Block(
              page,
              line,
              found.group(1) == null ? "" : found.group(1),
              found.group(2),
              found.group(4).replaceAll("(?m)^" + found.group(3), "")));
    }
    return blocks;
  }

  /** Returns one test for each page with commands. */
  private static Stream<DynamicTest> perPage(PageTest test) throws IOException {
    return pages().stream()
        .map(page -> DynamicTest.dynamicTest(page.toString(), () -> test.run(page)));
  }

  private interface PageTest {
    void run(Path page) throws IOException, InterruptedException;
  }

  /** Makes the folder that the commands of a page see as theirs. */
  private Path place(Path page, String launcher) throws IOException {
    Path place =
        Files.createDirectories(folder.resolve(page.toString().replace('/', '_')).resolve("clone"));
    Files.createSymbolicLink(place.resolve("examples"), Path.of("examples").toAbsolutePath());
    if (Files.isDirectory(SHARED)) {
      Files.createSymbolicLink(place.resolveSibling("shared"), SHARED.toAbsolutePath());
    }
    if (Files.isDirectory(FASHION)) {
      for (Path file : MoreFiles.listFiles(FASHION)) {
        Files.createSymbolicLink(place.resolve(file.getFileName()), file);
      }
    }
    executable(place.resolve("parzc"), launcher);
    // Somebody's training: an accuracy that follows from the cell's text.
    executable(
        place.resolve("train-one.sh"), "#!/bin/sh\nprintf '%s' \"$1\" | cksum | cut -c1-2\n");
    return place;
  }

  private static void executable(Path file, String script) throws IOException {
    assertThat(Files.writeString(file, script).toFile().setExecutable(true)).isTrue();
  }

  private static int bash(Path place, Path output, String script)
      throws IOException, InterruptedException {
    ProcessBuilder shell =
        new ProcessBuilder(
            "bash",
            "-euo",
            "pipefail",
            "-c",
            // What lies outside shall not go with the folder.
            "trap 'kill $(jobs -p) 2>/dev/null || true; find .. -type l -delete' EXIT\n" + script);
    shell.environment().put("MALLOC_ARENA_MAX", "1");
    return shell
        .directory(place.toFile())
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start()
        .waitFor();
  }

  @TestFactory
  Stream<DynamicTest> commandsRunAsTheyAreWritten() throws IOException {
    String launcher =
        "#!/bin/sh\nexec '%s' -Dorg.bytedeco.javacpp.maxPhysicalBytes=0 -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp '%s' %s \"$@\"\n"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                Parzc.class.getName());
    return perPage(
        page -> {
          List<Block> blocks = blocks(page).stream().filter(Block::runs).toList();
          assumeTrue(!blocks.isEmpty(), "nothing here runs without -Dparzc.slow=" + page);
          StringBuilder script = new StringBuilder();
          blocks.forEach(
              block ->
                  script.append("echo '>>> line %d'%n%s".formatted(block.line(), block.script())));
          assumeTrue(
              !script.toString().contains("../shared") || Files.isDirectory(SHARED),
              SHARED + " is absent");
          assumeTrue(
              !script.toString().contains("train-images") || Files.isDirectory(FASHION),
              FASHION + " is absent");
          Path place = place(page, launcher);
          Path output = place.resolveSibling("output.txt");
          int code = bash(place, output, script.toString());
          assertThat(code).as(Files.readString(output)).isZero();
        });
  }

  @Test
  void slowPagesAreThere() throws IOException {
    assertThat(pages().stream().map(Path::toString))
        .containsAll(
            SLOW.stream().filter(page -> !List.of("true", "false").contains(page)).toList());
  }

  @TestFactory
  Stream<DynamicTest> optionsAreThose() throws IOException {
    return perPage(
        page -> {
          Path place =
              place(
                  page,
                  "#!/bin/sh\n"
                      + "for a in \"$@\"; do printf '%s\\0' \"$a\"; done >> calls\n"
                      + "printf '\\n"
                      + "' >> calls\n");
          StringBuilder script = new StringBuilder("touch calls\n");
          TOOLS.forEach(tool -> script.append("%s() { :; }%n".formatted(tool)));
          blocks(page).stream()
              .filter(block -> !block.text().contains("scripts/"))
              .forEach(block -> script.append(block.text()).append("\nwait\n"));
          Path output = place.resolveSibling("output.txt");
          assertThat(bash(place, output, script.toString())).as(Files.readString(output)).isZero();
          for (String call : Files.readAllLines(place.resolve("calls"))) {
            String[] arguments =
                Splitter.on('\0').omitEmptyStrings().splitToStream(call).toArray(String[]::new);
            assertThatCode(() -> Parzc.commandLine().parseArgs(arguments))
                .as(String.join(" ", arguments))
                .doesNotThrowAnyException();
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> whatIsNotRunHasAReason() throws IOException {
    return perPage(
        page ->
            assertThat(blocks(page))
                .filteredOn(block -> !block.mark().isEmpty())
                .allSatisfy(
                    block -> assertThat(block.remark()).as("line %d", block.line()).isNotBlank()));
  }

  @TestFactory
  Stream<DynamicTest> linksLeadSomewhere() throws IOException {
    return perPage(
        page -> {
          Path base = page.toAbsolutePath().getParent();
          assertThat(LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)))
              .allSatisfy(link -> assertThat(base.resolve(link)).exists());
        });
  }
}
