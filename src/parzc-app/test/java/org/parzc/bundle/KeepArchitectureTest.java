package org.parzc.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Of fat binaries one architecture's machine code is kept, and no byte changes that is not code of
 * another.
 */
@Tag("thorough")
class KeepArchitectureTest {
  private static final int PTX = 1;
  private static final int MACHINE_CODE = 2;
  private static final int HEADER = 64;

  @TempDir private Path folder;

  /** Code within a fat binary. */
  private record Code(int kind, int architecture, int length) {}

  private final SplittableRandom random = new SplittableRandom(1);

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] fatBinary(Code... codes) {
    int length = Arrays.stream(codes).mapToInt(code -> HEADER + code.length()).sum();
    ByteBuffer binary =
        ByteBuffer.allocate(16 + length)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(0xBA55ED50)
            .putShort((short) 1)
            .putShort((short) 16)
            .putLong(length);
    for (Code code : codes) {
      int at = binary.position();
      binary.put(bytes(HEADER)).position(at);
      binary
          .putShort((short) code.kind())
          .putShort((short) 0x101)
          .putInt(HEADER)
          .putLong(code.length())
          .position(at + 28);
      binary.putInt(code.architecture()).position(at + HEADER);
      binary.put(bytes(code.length()));
    }
    return binary.array();
  }

  private record Ended(int code, String output) {}

  private static Ended keep(Object architecture, Path... files)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            Path.of("scripts", "bundle", "KeepArchitecture.java").toString(),
            architecture.toString());
    Arrays.stream(files).map(Path::toString).forEach(builder.command()::add);
    Process process = builder.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  @Test
  void onlyCodeOfOthersBecomesZeros() throws Exception {
    byte[] several =
        fatBinary(
            new Code(MACHINE_CODE, 75, 808),
            new Code(MACHINE_CODE, 90, 1600),
            new Code(PTX, 90, 320),
            new Code(MACHINE_CODE, 90, 160),
            new Code(MACHINE_CODE, 120, 4096));
    byte[] without = fatBinary(new Code(MACHINE_CODE, 75, 96), new Code(MACHINE_CODE, 80, 96));
    byte[] last = fatBinary(new Code(MACHINE_CODE, 90, 32), new Code(MACHINE_CODE, 80, 72));
    // Begins like one, but what follows does not fill it.
    byte[] chance = fatBinary(new Code(MACHINE_CODE, 75, 96), new Code(MACHINE_CODE, 90, 96));
    ByteBuffer.wrap(chance).order(ByteOrder.LITTLE_ENDIAN).putLong(8, 2 * (HEADER + 96) - 8);
    ByteArrayOutputStream library = new ByteArrayOutputStream();
    for (byte[] part :
        new byte[][] {bytes(1024), several, bytes(104), chance, bytes(64), without, last}) {
      library.write(part);
    }
    byte[] before = library.toByteArray();
    Path file = Files.write(folder.resolve("lib with blank.so"), before);
    Path other = Files.write(folder.resolve("other.so"), bytes(5000));
    byte[] otherBefore = Files.readAllBytes(other);

    Ended ended = keep(90, file, other);
    assertThat(ended.code()).as(ended.output()).isZero();
    byte[] expected = before.clone();
    int at = 1024 + 16 + HEADER;
    Arrays.fill(expected, at, at + 808, (byte) 0);
    at += 808 + HEADER + 1600 + HEADER;
    Arrays.fill(expected, at, at + 320, (byte) 0);
    at += 320 + HEADER + 160 + HEADER;
    Arrays.fill(expected, at, at + 4096, (byte) 0);
    Arrays.fill(expected, before.length - 72, before.length, (byte) 0);
    assertThat(Files.readAllBytes(file)).isEqualTo(expected).isNotEqualTo(before);
    assertThat(other).hasBinaryContent(otherBefore);
    assertThat(ended.output().lines())
        .singleElement()
        .asString()
        .startsWith("lib with blank.so: kept ");

    assertThat(keep(90, file).code()).isZero();
    assertThat(file).as("done twice").hasBinaryContent(expected);
    Ended absent = keep(70, file);
    assertThat(absent.code()).isEqualTo(1);
    assertThat(absent.output()).contains("no machine code for sm_70");
    assertThat(file).hasBinaryContent(expected);
    assertThat(keep("sm_90", file).code()).isEqualTo(2);
    assertThat(folder).isDirectoryNotContaining(path -> path.toString().endsWith(".unfinished"));
  }
}
