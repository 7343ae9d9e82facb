package org.parzc.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that replaces a file is killed at each of its system calls that touch the directory:
 * whoever reads the file then finds the old or the new content whole, and whoever writes it next
 * succeeds and removes what was left.
 */
@Timeout(300)
@Tag("slow")
class KilledWriterTest {
  private static final String OLD = "old".repeat(2_000);
  private static final String NEW = "new".repeat(3_000);
  private static final Pattern CALL = Pattern.compile("^\\d+ +(\\w+)\\((.*)$");

  /**
   * Calls that change nothing; a process that is killed there leaves what it would leave at the
   * next.
   */
  private static final Set<String> LOOKING =
      Set.of("access", "newfstatat", "statx", "fstat", "lseek", "getdents64");

  @TempDir private Path folder;
  private Path directory;
  private Path file;

  /** The process to kill. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] arguments) {
      Path file = Path.of(arguments[0]);
      // What Java loads when it does so first is none of the calls that are counted.
      AtomicFile.write(
          file.resolveSibling("../warm"), unfinished -> Files.writeString(unfinished, OLD));
      AtomicFile.write(file, unfinished -> Files.writeString(unfinished, NEW));
    }
  }

  private int write(List<String> strace) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(strace);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Writer.class.getName(),
            file.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start()
        .waitFor();
  }

  private List<String> calls(Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> CALL.matcher(line).matches()).toList();
    }
  }

  /**
   * Returns for each kind of call which ones, counted from 1, touch the directory: the first and
   * the last.
   */
  private Map<String, int[]> touching() throws IOException, InterruptedException {
    Path log = folder.resolve("calls");
    assertThat(
            write(List.of("strace", "-f", "-y", "-e", "trace=%file,%desc", "-o", log.toString())))
        .isZero();
    Map<String, Integer> counted = new TreeMap<>();
    Map<String, int[]> touching = new TreeMap<>();
    String thread =
        calls(log).stream()
            .filter(line -> line.contains(directory.toString()) && line.contains("rename"))
            .map(line -> line.substring(0, line.indexOf(' ')))
            .findFirst()
            .orElseThrow();
    for (String line : calls(log)) {
      Matcher call = CALL.matcher(line);
      if (line.startsWith(thread + " ") && call.matches() && !LOOKING.contains(call.group(1))) {
        int number = counted.merge(call.group(1), 1, Integer::sum);
        if (call.group(2).contains(directory.toString() + "/")) {
          touching.computeIfAbsent(call.group(1), any -> new int[] {number, number})[1] = number;
        }
      }
    }
    return touching;
  }

  @Test
  void atEveryCallAReaderFindsOldOrNewAndTheNextWriterSucceeds() throws Exception {
    assumeTrue(
        hasStrace(), "cannot kill at system calls here: needs strace, and the right to use it");
    directory = Files.createDirectory(folder.resolve("directory"));
    file = directory.resolve("file");
    Files.writeString(file, OLD);
    Map<String, int[]> touching = touching();
    int killed = 0;
    for (Map.Entry<String, int[]> call : touching.entrySet()) {
      for (int number = call.getValue()[0]; number <= call.getValue()[1]; number++) {
        Files.writeString(file, OLD);
        int code =
            write(
                List.of(
                    "strace",
                    "-f",
                    "-o",
                    folder.resolve("calls").toString(),
                    "-e",
                    "trace=" + call.getKey(),
                    "-e",
                    "inject=" + call.getKey() + ":signal=KILL:when=" + number));
        String where = call.getKey() + " " + number;
        killed += code == 0 ? 0 : 1;
        assertThat(Files.readString(file)).as(where).isIn(OLD, NEW);
        AtomicFile.write(file, unfinished -> Files.writeString(unfinished, "next"));
        assertThat(file).as(where).hasContent("next");
        try (Stream<Path> left = Files.list(directory)) {
          assertThat(left).as(where).containsExactly(file);
        }
      }
    }
    assertThat(touching)
        .containsKeys("openat", "fcntl", "write", "fsync", "rename", "unlink", "close");
    assertThat(killed).isGreaterThan(10);
  }

  private static boolean hasStrace() throws InterruptedException {
    try {
      return new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
