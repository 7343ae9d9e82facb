package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.parzc.space.EnumerableSpace;
import org.parzc.spaces.nasbench.NasBench201;

/** Runs the command line in this process, on networks that take milliseconds. */
final class Cli {
  static final EnumerableSpace SPACE = new NasBench201();

  /** A small network and few of its statistics. */
  static final List<String> QUICK =
      List.of(
          "--channels",
          "4",
          "--cells",
          "1",
          "--batch-size",
          "4",
          "--statistics",
          "l2_norm,grad_norm,synflow",
          "--proxies",
          "nwot");

  /** Isomorphic cells: one convolution on one of two ways to the output. */
  static final List<String> ISOMORPHIC =
      List.of(
          "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|skip_connect~2|",
          "|nor_conv_3x3~0|+|none~0|none~1|+|none~0|skip_connect~1|none~2|",
          "|none~0|+|nor_conv_3x3~0|none~1|+|none~0|none~1|skip_connect~2|");

  /** What every command says that reads labels. */
  private static final String LABELS_READ =
      ".*: \\d+ labels from column .*, (higher|lower) is better";

  private static final ObjectMapper JSON = new ObjectMapper();

  private Cli() {}

  /** What a command gave back. */
  record Result(int code, String out, String err) {
    /** Returns the lines of the error stream, without what is no complaint. */
    List<String> complaints() {
      return err.lines().filter(line -> !line.matches(LABELS_READ)).toList();
    }

    /** Asserts that the command succeeded without a complaint. */
    Result done() {
      assertThat(complaints()).isEmpty();
      assertThat(code).isZero();
      return this;
    }
  }

  /** Runs a command; collections among the arguments are spliced in. */
  static Result run(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Parzc.execute(new PrintWriter(out, true), new PrintWriter(err, true), strings(arguments));
    return new Result(code, out.toString(), err.toString());
  }

  /**
   * Runs a command in a process of its own.
   *
   * @param output takes what it prints
   * @param temporary name of a folder to be made for its temporary files
   */
  static Process start(Path folder, Path output, String temporary, Object... arguments)
      throws IOException {
    return startUnder(List.of(), folder, output, temporary, arguments);
  }

  /** Runs a command in a process of its own, under another program that is started with it. */
  static Process startUnder(
      List<String> program, Path folder, Path output, String temporary, Object... arguments)
      throws IOException {
    return process(program, temporary(folder, temporary), List.of(), List.of(arguments))
        .redirectOutput(output.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /**
   * Runs a command in a process of its own, with jars of a user's on its class path.
   *
   * @param output takes what it prints, results and messages
   */
  static Process startWith(
      List<Path> jars, Path folder, Path output, String temporary, Object... arguments)
      throws IOException {
    return process(List.of(), temporary(folder, temporary), jars, List.of(arguments))
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static List<String> temporary(Path folder, String name) throws IOException {
    return List.of("-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve(name)));
  }

  /**
   * Runs a command in a process of its own, with jars of a user's on its class path.
   *
   * @param folder takes what it prints, for a moment
   */
  static Result runWith(List<Path> jars, Path folder, Object... arguments)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    int code =
        process(List.of(), List.of(), jars, List.of(arguments))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start()
            .waitFor();
    Result result = new Result(code, Files.readString(out), Files.readString(err));
    Files.delete(out);
    Files.delete(err);
    return result;
  }

  private static ProcessBuilder process(
      List<String> program, List<String> options, List<Path> jars, List<Object> arguments) {
    List<String> command = new ArrayList<>(program);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1"));
    command.addAll(options);
    command.add("-cp");
    command.add(
        Stream.concat(Stream.of(System.getProperty("java.class.path")), jars.stream())
            .map(Object::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add(Parzc.class.getName());
    command.addAll(List.of(strings(arguments)));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("MALLOC_ARENA_MAX", "1");
    return builder;
  }

  static String[] strings(Object... arguments) {
    return Arrays.stream(arguments).flatMap(Cli::flat).map(Object::toString).toArray(String[]::new);
  }

  private static Stream<?> flat(Object argument) {
    return argument instanceof Collection<?> many
        ? many.stream().flatMap(Cli::flat)
        : Stream.of(argument);
  }

  /** Returns a command on small networks with a store in a folder. */
  static List<String> quickly(Path folder, String command, String store, Object... arguments) {
    return Stream.of(
            List.of(command, "--store", folder.resolve(store).toString()),
            List.of(strings(arguments)),
            QUICK)
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Runs a program without its output; returns its exit code, or -1 if there is no such program.
   */
  static int shell(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  static JsonNode json(String text) throws IOException {
    return JSON.readTree(text);
  }

  /**
   * Asserts that a command calls its input wrong in one line and leaves the folder as it is;
   * returns the line.
   */
  static String refused(Path folder, Object... arguments) {
    return complaint(folder, 1, arguments).get(0);
  }

  /**
   * Asserts that a command points to its help and leaves the folder as it is; returns the line
   * before that.
   */
  static String misused(Path folder, Object... arguments) {
    List<String> lines = complaint(folder, 2, arguments);
    assertThat(lines.get(1)).isEqualTo("Try 'parzc " + strings(arguments)[0] + " --help'.");
    return lines.get(0);
  }

  private static List<String> complaint(Path folder, int lines, Object... arguments) {
    Map<String, HashCode> before = content(folder);
    Result result = run(arguments);
    assertThat(result.complaints()).hasSize(lines).first().asString().startsWith("parzc: ");
    assertThat(result.code()).isEqualTo(2);
    assertThat(content(folder)).isEqualTo(before);
    return result.complaints().stream().map(line -> line.replaceFirst("^parzc: ", "")).toList();
  }

  /** Returns the hash of every file below a folder; of folders, their names alone. */
  private static Map<String, HashCode> content(Path folder) {
    Map<String, HashCode> content = new TreeMap<>();
    for (Path path : MoreFiles.fileTraverser().breadthFirst(folder)) {
      content.put(
          path.toString(),
          Hashing.sha256().hashBytes(Files.isRegularFile(path) ? bytes(path) : new byte[0]));
    }
    return content;
  }

  static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Path write(Path file, String content) {
    return write(file, content.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path file, byte[] content) {
    try {
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the text of a cell; neighbours differ in every edge. */
  static String cell(int number) {
    return SPACE.at(number * 4_621L % SPACE.size()).text();
  }

  /** Writes a labels file of that many cells. */
  static Path labels(Path file, int count) {
    return write(
        file,
        IntStream.range(0, count)
            .mapToObj(i -> "%s,%d.5\n".formatted(cell(i), 40 + i * 7 % 50))
            .collect(Collectors.joining("", "architecture,accuracy\n", "")));
  }

  /** Writes grey 8×8 images and their labels in the layout of MNIST; returns the images option. */
  static String idx(Path folder, int count) {
    ByteBuffer images =
        ByteBuffer.allocate(16 + count * 64).putInt(0x803).putInt(count).putInt(8).putInt(8);
    ByteBuffer labels = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int image = 0; image < count; image++) {
      for (int pixel = 0; pixel < 64; pixel++) {
        images.put((byte) (image % 10 * 25 + pixel * (image % 3)));
      }
      labels.put((byte) (image % 10));
    }
    write(folder.resolve("t-labels-idx1-ubyte"), labels.array());
    return "idx:" + write(folder.resolve("t-images-idx3-ubyte"), images.array());
  }
}
