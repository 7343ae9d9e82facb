package org.parzc.files;

import com.google.common.base.Preconditions;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.parzc.InputException;

/**
 * JSON files of one kind whose first line says what they are and carries the SHA-256 of all lines
 * after it, so that none is used that is not what was written: {@code tail -n +2 FILE | sha256sum}
 * tells the same. Immutable, thread-safe.
 */
public final class CheckedJson {
  private static final String FIRST_LINE = "{\"parzc\":\"%s\",\"sha256\":\"%s\",\n";
  private static final Pattern ANY_FIRST_LINE =
      Pattern.compile("\\{\"parzc\":\"([a-z ]{1,40})\",\"sha256\":\"[0-9a-f]{64}\",\n");
  private static final int LONGEST_FIRST_LINE = 160;
  private static final int SHOWN_DIGITS = 12;

  private final String kind;
  private final String remedy;

  /**
   * Names a kind of file.
   *
   * @param kind what its files are, in lower-case letters and spaces
   * @param remedy what to do with a file that is refused
   */
  public CheckedJson(String kind, String remedy) {
    this.kind = kind;
    this.remedy = remedy;
  }

  /**
   * A file that is what was written.
   *
   * @param json the object, its lines numbered as in the file
   * @param sha256 of all lines after the first, 64 hexadecimal digits
   */
  public record Content(byte[] json, String sha256) {}

  /**
   * Returns the bytes of a file.
   *
   * @param json an object with at least one field, in UTF-8
   * @throws IllegalArgumentException if it is something else
   */
  public byte[] file(byte[] json) {
    String text = new String(json, StandardCharsets.UTF_8);
    Preconditions.checkArgument(
        text.startsWith("{") && !text.substring(1).stripLeading().startsWith("}"),
        "json: found %s, expected an object with a field",
        text.length() > 40 ? text.substring(0, 40) : text);
    String rest = text.startsWith("{\n") ? text.substring(2) : text.substring(1);
    return (FIRST_LINE.formatted(kind, sha256(rest.getBytes(StandardCharsets.UTF_8))) + rest)
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads a file.
   *
   * @param file what to read
   * @throws InputException if the file cannot be read, is of another kind, or was changed after it
   *     was written
   */
  public Content read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, Reason.of(e)), e);
    }
    String start = start(bytes);
    Matcher line = ANY_FIRST_LINE.matcher(start);
    if (!line.lookingAt()) {
      throw new InputException(
          "%s: not a %s of this version: found no checksum in its first line; %s"
              .formatted(file, kind, remedy));
    }
    if (!line.group(1).equals(kind)) {
      throw new InputException(
          "%s: found a %s, expected a %s; %s".formatted(file, line.group(1), kind, remedy));
    }
    byte[] rest = Arrays.copyOfRange(bytes, line.end(), bytes.length);
    String found = sha256(rest);
    // Nothing else than the line that was written above these lines will do, so every bit of it
    // counts too.
    if (!start.startsWith(FIRST_LINE.formatted(kind, found))) {
      throw new InputException(
          "%s: damaged: found SHA-256 %s…, and its first line has another: it was changed after "
                  .formatted(file, found.substring(0, SHOWN_DIGITS))
              + "it was written; "
              + remedy);
    }
    byte[] json = new byte[rest.length + 2];
    json[0] = '{';
    json[1] = '\n';
    System.arraycopy(rest, 0, json, 2, rest.length);
    return new Content(json, found);
  }

  /**
   * Returns whether a file, whole or damaged, is of this kind by its first line.
   *
   * @throws InputException if it cannot be read
   */
  public boolean isKindOf(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Matcher line = ANY_FIRST_LINE.matcher(start(in.readNBytes(LONGEST_FIRST_LINE)));
      return line.lookingAt() && line.group(1).equals(kind);
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(file, Reason.of(e)), e);
    }
  }

  private static String start(byte[] bytes) {
    return new String(
        bytes, 0, Math.min(bytes.length, LONGEST_FIRST_LINE), StandardCharsets.ISO_8859_1);
  }

  private static String sha256(byte[] bytes) {
    return Hashing.sha256().hashBytes(bytes).toString();
  }
}
