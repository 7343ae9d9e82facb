package org.parzc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.CharMatcher;
import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Input as nobody should write it, and what must come of it. */
public final class Hostile {
  private static final List<String> FRAGMENTS =
      List.of(
          "",
          " ",
          "\0",
          "\n",
          "\r\n",
          "\uFEFF",
          "\"",
          "'",
          ",",
          ";",
          ":",
          "|",
          "{",
          "}",
          "[",
          "]",
          "\\",
          "#",
          "NaN",
          "-0",
          "1e999",
          "-1",
          "2147483648",
          "9223372036854775808",
          "0x10",
          "null",
          "true",
          "\u0661",
          "\uD83D\uDE00",
          "\uD83D",
          "\u202E",
          "é",
          "%s%n",
          "[".repeat(3_000),
          "(".repeat(3_000),
          "9".repeat(5_000),
          "x".repeat(100_000));

  private Hostile() {}

  /**
   * Returns a text with one to four changes: parts left out, repeated, exchanged or replaced by
   * something odd.
   */
  public static String text(String valid, Random random) {
    StringBuilder text = new StringBuilder(valid);
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int from = random.nextInt(text.length() + 1);
      int to = Math.min(text.length(), from + random.nextInt(1 + random.nextInt(12)));
      String part = text.substring(from, to);
      switch (random.nextInt(6)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(random.nextInt(text.length() + 1), part);
        case 2 -> text.setLength(from);
        case 3 -> text.replace(from, to, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
        case 4 -> text.replace(from, to, String.valueOf((char) random.nextInt(0x3000)));
        default -> text.insert(from, FRAGMENTS.get(random.nextInt(FRAGMENTS.size())));
      }
    }
    return text.toString();
  }

  /**
   * Returns the bytes with one to four changes: cut, bits turned, parts left out, repeated or
   * overwritten.
   */
  public static byte[] bytes(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int from = random.nextInt(bytes.length + 1);
      int to = Math.min(bytes.length, from + random.nextInt(1 + random.nextInt(64)));
      byte[] head = Arrays.copyOf(bytes, from);
      byte[] tail = Arrays.copyOfRange(bytes, to, bytes.length);
      byte[] part = Arrays.copyOfRange(bytes, from, to);
      switch (random.nextInt(6)) {
        case 0 -> bytes = head;
        case 1 -> bytes = Bytes.concat(head, tail);
        case 2 -> bytes = Bytes.concat(head, part, part, tail);
        case 3 -> Arrays.fill(bytes, from, to, (byte) random.nextInt(256));
        case 4 ->
            bytes =
                Bytes.concat(
                    head,
                    FRAGMENTS
                        .get(random.nextInt(FRAGMENTS.size()))
                        .getBytes(StandardCharsets.UTF_8),
                    tail);
        default -> {
          if (from < bytes.length) {
            bytes[from] ^= (byte) (1 << random.nextInt(8));
          }
        }
      }
    }
    return bytes;
  }

  /**
   * Returns a file that was edited, with the checksum of its lines in its first: as if it had been
   * written so.
   */
  public static String rechecked(String edited) {
    String lines = edited.substring(edited.indexOf('\n') + 1);
    return edited.replaceFirst(
        "[0-9a-f]{64}", Hashing.sha256().hashString(lines, StandardCharsets.UTF_8).toString());
  }

  /** Returns bytes with one bit turned. */
  public static byte[] flipped(byte[] valid, int bit) {
    byte[] bytes = valid.clone();
    bytes[bit / 8] ^= (byte) (1 << bit % 8);
    return bytes;
  }

  /**
   * Returns bytes as a disk may give them back: with one bit turned, cut, or with two blocks in
   * each other's place. Half of the bits are taken where the bytes are not zero.
   */
  public static byte[] damaged(byte[] valid, Draws draws) {
    return switch (draws.nextInt(4)) {
      case 0 -> Arrays.copyOf(valid, draws.nextInt(valid.length));
      case 1 -> swapped(valid, draws);
      default -> {
        int at = draws.nextInt(valid.length);
        for (int left = draws.nextBoolean() ? valid.length : 0;
            left > 0 && valid[at] == 0;
            left--) {
          at = (at + 1) % valid.length;
        }
        yield flipped(valid, 8 * at + draws.nextInt(8));
      }
    };
  }

  private static byte[] swapped(byte[] valid, Draws draws) {
    int size = draws.of(16, 512, 4_096);
    if (valid.length < 2 * size) {
      size = Math.max(1, valid.length / 4);
    }
    int one = draws.nextInt(valid.length / size) * size;
    int other = draws.nextInt(valid.length / size) * size;
    byte[] bytes = valid.clone();
    System.arraycopy(valid, one, bytes, other, size);
    System.arraycopy(valid, other, bytes, one, size);
    return bytes;
  }

  /**
   * Reads a file again and again as it was {@linkplain #damaged damaged}: it is refused in one
   * line, or the result is what it was.
   *
   * @param reading gives the result, equal to another if and only if both are the same
   */
  public static void isRefusedOrMeansTheSame(Path file, Callable<?> reading, int times, Draws draws)
      throws Exception {
    byte[] whole = Files.readAllBytes(file);
    Object right = reading.call();
    for (int i = 0; i < times; i++) {
      byte[] damaged = damaged(whole, draws);
      Files.write(file, damaged);
      boolean refused = isRefused(() -> assertThat(reading.call()).as("%s", file).isEqualTo(right));
      draws.count(refused ? "refused" : "without effect");
    }
    Files.write(file, whole);
  }

  /**
   * Reads something that may be right or wrong; returns whether it was refused, which takes one
   * line.
   */
  public static boolean isRefused(ThrowingCallable reading) {
    try {
      reading.call();
      return false;
    } catch (InputException e) {
      assertThat(CharMatcher.javaIsoControl().matchesNoneOf(e.getMessage()))
          .as(e.getMessage())
          .isTrue();
      return true;
    } catch (Throwable e) {
      throw new AssertionError("expected an InputException, found " + e, e);
    }
  }
}
