package org.parzc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs a program that writes files, and has the system kill it at a call that touches them, or
 * refuse that call: strace does both. Its files lie in a folder that is emptied before every run.
 */
public final class SystemCalls {
  /** What a program exits with that says in its last line what is wrong with a file. */
  public static final int REFUSED = 2;

  private static final Pattern CALL = Pattern.compile("^(\\d+) +(\\w+)\\((.*)$");

  /**
   * Calls that change nothing; a process that is killed there leaves what it would leave at the
   * next.
   */
  private static final Set<String> LOOKING =
      Set.of(
          "access",
          "newfstatat",
          "statx",
          "fstat",
          "lseek",
          "getdents64",
          "readlink",
          "fcntl",
          "read",
          "pread64",
          "mmap",
          "fadvise64",
          "ioctl",
          "close",
          "chdir",
          "getcwd",
          "flock",
          "statfs",
          "fstatfs");

  private final Class<?> program;
  private final Path folder;
  private final Path log;
  private final Path output;
  private final Before before;

  /** Makes what the program finds. */
  @FunctionalInterface
  public interface Before {
    /** Fills the empty folder. */
    void fill() throws IOException;
  }

  /**
   * A call that a program makes.
   *
   * @param name of the call
   * @param number which of the calls of that name that one thread makes, from 1
   */
  public record Call(String name, int number) {}

  /**
   * What became of a program.
   *
   * @param code its exit status
   * @param output what it printed on both streams
   */
  public record End(int code, String output) {
    /** Returns what it printed, line by line. */
    public List<String> lines() {
      return output.lines().toList();
    }
  }

  /** Looks at the folder after a run. */
  @FunctionalInterface
  public interface Check {
    /** Fails if anything is wrong; {@code place} tells what was done to the program. */
    void check(String place, End end) throws Exception;
  }

  /**
   * Watches a program; the test is skipped if there is no strace here.
   *
   * @param program has {@code main}, which takes the folder
   * @param folder where it writes; made here
   * @param before fills the folder before every run
   */
  public SystemCalls(Class<?> program, Path folder, Before before) throws Exception {
    assumeTrue(
        hasStrace(), "cannot kill at system calls here: needs strace, and the right to use it");
    this.program = program;
    this.folder = Files.createDirectories(folder);
    this.before = before;
    log = folder.resolveSibling("calls");
    output = folder.resolveSibling("output");
  }

  private static boolean hasStrace() throws InterruptedException {
    try {
      return new ProcessBuilder("strace", "-f", "-o", "/dev/null", "true").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Runs the program in the folder as it is. */
  private End run(String... strace) throws Exception {
    List<String> command = new ArrayList<>(Arrays.asList(strace));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName(),
            folder.toString()));
    int code =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start()
            .waitFor();
    return new End(code, Files.readString(output));
  }

  /** Empties the folder, fills it, and runs the program with something done to one of its calls. */
  private End run(Call call, String done) throws Exception {
    fill();
    return run(
        "strace",
        "-f",
        "-y",
        "-o",
        log.toString(),
        "-e",
        "trace=" + call.name(),
        "-e",
        "inject=%s:%s:when=%d".formatted(call.name(), done, call.number()));
  }

  /**
   * Runs the program twice for each of the calls: killed there, and with the call refused for want
   * of room or for a fault of the disk. It then says so in its last line and ends with 2, or does
   * without.
   *
   * @param draws counts what became of it
   * @param check looks at what is there afterwards
   */
  public void disturb(List<Call> calls, Draws draws, Check check) throws Exception {
    for (Call call : calls) {
      End killed = run(call, "signal=KILL");
      draws.count(killed.code() == 0 ? "ended before their call" : "killed");
      check.check("killed at " + call, killed);
      String error = draws.of("ENOSPC", "EIO");
      End refused = run(call, "error=" + error);
      if (Files.readAllLines(log).stream()
          .noneMatch(line -> line.contains("(INJECTED)") && line.contains(folder + "/"))) {
        draws.count("did their calls in another order");
        continue;
      }
      String place = "%s at %s: %s".formatted(error, call, refused.output());
      draws.count(refused.code() == 0 ? "did without" : "refused");
      assertThat(refused.code()).as(place).isIn(0, REFUSED);
      if (refused.code() == REFUSED) {
        assertThat(refused.lines().get(refused.lines().size() - 1))
            .as(place)
            .startsWith(folder + "/");
      }
      check.check(place, refused);
    }
    assertThat(draws.counted("killed")).isGreaterThan(calls.size() / 2);
    assertThat(draws.counted("refused")).isPositive();
  }

  private void fill() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    before.fill();
  }

  /**
   * Returns the calls with which the program changes something in the folder, in the order of their
   * names.
   */
  public List<Call> calls() throws Exception {
    fill();
    End end = run("strace", "-f", "-y", "-e", "trace=%file,%desc", "-o", log.toString());
    assertThat(end.code()).as(end.output()).isZero();
    Map<String, Integer> counted = new HashMap<>();
    Map<String, Call> calls = new TreeMap<>();
    for (String line : Files.readAllLines(log)) {
      Matcher call = CALL.matcher(line);
      if (call.matches() && !LOOKING.contains(call.group(2))) {
        String name = call.group(2);
        int number = counted.merge(call.group(1) + name, 1, Integer::sum);
        if (call.group(3).contains(folder + "/")) {
          calls.put("%s %06d".formatted(name, number), new Call(name, number));
        }
      }
    }
    return List.copyOf(calls.values());
  }

  /** Returns some of the calls, drawn: at most so many. */
  public List<Call> calls(int most, Random random) throws Exception {
    List<Call> calls = new ArrayList<>(calls());
    Collections.shuffle(calls, random);
    return calls.subList(0, Math.min(calls.size(), most));
  }

  /** Returns the names of what is in the folder, in their order. */
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
