package org.parzc.images;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Writes small image files for the tests; image {@code i} has label {@code i % 10}. */
public final class ImageFiles {
  static final int RECORD = 3073;

  private ImageFiles() {}

  /**
   * The first pixel of record i is i, so that images can be told apart; the others grow along the
   * record.
   */
  public static byte[] cifar10(int records) {
    byte[] bytes = new byte[records * RECORD];
    for (int record = 0; record < records; record++) {
      int start = record * RECORD;
      bytes[start] = (byte) (record % 10);
      bytes[start + 1] = (byte) record;
      for (int i = 2; i < RECORD; i++) {
        bytes[start + i] = (byte) (i / 16);
      }
    }
    return bytes;
  }

  /** Pixel p of image i is i + p. */
  public static byte[] idxImages(int count, int height, int width) {
    ByteBuffer buffer = ByteBuffer.allocate(16 + count * height * width);
    buffer.putInt(0x803).putInt(count).putInt(height).putInt(width);
    for (int image = 0; image < count; image++) {
      for (int pixel = 0; pixel < height * width; pixel++) {
        buffer.put((byte) (image + pixel));
      }
    }
    return buffer.array();
  }

  public static byte[] idxLabels(int count) {
    ByteBuffer buffer = ByteBuffer.allocate(8 + count).putInt(0x801).putInt(count);
    for (int image = 0; image < count; image++) {
      buffer.put((byte) (image % 10));
    }
    return buffer.array();
  }

  public static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path gzip(Path file, byte[] bytes) {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(bytes);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
