package org.parzc.files;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.parzc.InputException;

/** Opens and reads files, and says in one line why one cannot be read. */
public final class InputFile {
  private static final long LARGEST = Integer.MAX_VALUE - 8L;
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final int LONGEST_EXCERPT = 40;

  private InputFile() {}

  /**
   * @throws InputException if the text cannot be a path
   */
  public static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new InputException(excerpt(text) + ": not a path: " + e.getReason(), e);
    }
  }

  /**
   * @throws InputException if there is no such file
   */
  public static void requirePresent(Path file) {
    if (!Files.exists(file)) {
      throw new InputException(file + ": no such file");
    }
    if (Files.isDirectory(file)) {
      throw new InputException(file + ": found a directory, expected a file");
    }
  }

  /**
   * @throws InputException if the file is missing, empty, too large or unreadable
   */
  static byte[] bytes(Path file) {
    requirePresent(file);
    try {
      long size = Files.size(file);
      if (size > LARGEST) {
        throw new InputException(
            "%s: found %d bytes, expected at most %d".formatted(file, size, LARGEST));
      }
      return requireContent(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + reason(e), e);
    }
  }

  private static byte[] requireContent(Path file, byte[] content) {
    if (content.length == 0) {
      throw new InputException(file + ": the file is empty");
    }
    return content;
  }

  /**
   * Returns a file's content, uncompressed if it starts like a gzip file.
   *
   * @throws InputException if the file is missing, empty, unreadable or damaged
   */
  public static byte[] uncompressed(Path file) {
    byte[] bytes = bytes(file);
    if (bytes.length < 2 || bytes[0] != (byte) 0x1f || bytes[1] != (byte) 0x8b) {
      return bytes;
    }
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
      return requireContent(file, gzip.readAllBytes());
    } catch (IOException e) {
      throw new InputException(
          "%s: the gzip data are damaged or cut: %s".formatted(file, reason(e)), e);
    }
  }

  /**
   * Returns a reader of UTF-8 text that fails with a {@link CharacterCodingException} at what is
   * none; a byte order mark is passed over.
   *
   * @throws InputException if the file is missing, empty or unreadable
   */
  public static BufferedReader reader(Path file) {
    requirePresent(file);
    try {
      BufferedReader reader = Files.newBufferedReader(file);
      reader.mark(1);
      int first = reader.read();
      if (first < 0) {
        reader.close();
        throw new InputException(file + ": the file is empty");
      }
      if (first != BYTE_ORDER_MARK) {
        reader.reset();
      }
      return reader;
    } catch (CharacterCodingException e) {
      throw notText(file, e);
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + reason(e), e);
    }
  }

  /** Returns the exception for a file that is not UTF-8. */
  public static InputException notText(Path file, Exception cause) {
    return new InputException(file + ": found bytes that are not text, expected UTF-8", cause);
  }

  /**
   * Returns why a file cannot be read or the like, in one line without the name of a Java class or
   * of the file.
   */
  public static String reason(Throwable e) {
    return Reason.of(e);
  }

  /** Returns a quotation of what was found that keeps a message short. */
  public static String excerpt(String found) {
    return "'"
        + (found.length() > LONGEST_EXCERPT ? found.substring(0, LONGEST_EXCERPT) + "…" : found)
        + "'";
  }
}
