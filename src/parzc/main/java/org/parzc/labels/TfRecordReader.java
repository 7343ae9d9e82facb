package org.parzc.labels;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.parzc.InputException;
import org.parzc.files.InputFile;

/**
 * Reads a TFRecord file record by record, so that memory holds one at a time. Each is its length as
 * eight bytes, low byte first, a checksum of these, that many bytes, and a checksum of those. Used
 * by one thread.
 */
final class TfRecordReader implements Closeable {
  private static final int CHECKSUM = Integer.BYTES;
  private static final int HEADER = Long.BYTES + CHECKSUM;

  /**
   * One record.
   *
   * @param offset byte of the file at which it starts
   * @param data its content
   */
  record Entry(long offset, byte[] data) {}

  private final Path file;
  private final long size;
  private final InputStream stream;
  private long at;

  private TfRecordReader(Path file, long size, InputStream stream) {
    this.file = file;
    this.size = size;
    this.stream = stream;
  }

  /**
   * @throws InputException if the file is missing, empty or cannot be opened
   */
  static TfRecordReader open(Path file) {
    InputFile.requirePresent(file);
    try {
      long size = Files.size(file);
      if (size == 0) {
        throw new InputException(file + ": the file is empty");
      }
      return new TfRecordReader(file, size, new BufferedInputStream(Files.newInputStream(file)));
    } catch (IOException e) {
      throw new InputException(file + ": cannot be read: " + InputFile.reason(e), e);
    }
  }

  /**
   * Returns the next record; empty at the end of the file.
   *
   * @throws InputException if the file is cut, damaged or cannot be read
   */
  Optional<Entry> next() {
    if (at == size) {
      return Optional.empty();
    }
    long offset = at;
    ByteBuffer header = read(HEADER, offset);
    long length = header.getLong();
    requireSum(header.getInt(), header.array(), Long.BYTES, offset, "length");
    ByteBuffer content = read(length + CHECKSUM, offset);
    int bytes = (int) length;
    requireSum(content.getInt(bytes), content.array(), bytes, offset, "data");
    byte[] data = new byte[bytes];
    content.get(data);
    return Optional.of(new Entry(offset, data));
  }

  private ByteBuffer read(long bytes, long offset) {
    if (bytes < CHECKSUM || bytes > size - at) {
      throw new InputException(
          "%s: byte %d: found %d bytes after byte %d, expected %d more of the record"
              .formatted(file, offset, size - at, at, bytes));
    }
    try {
      byte[] found = stream.readNBytes(Math.toIntExact(bytes));
      at += found.length;
      return ByteBuffer.wrap(found).order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException | ArithmeticException e) {
      throw new InputException(
          "%s: byte %d: cannot be read: %s".formatted(file, offset, InputFile.reason(e)), e);
    }
  }

  private void requireSum(int found, byte[] bytes, int length, long offset, String what) {
    int expected = checksum(bytes, length);
    if (found != expected) {
      throw new InputException(
          "%s: byte %d: the record's %s is damaged: found checksum %08x, expected %08x"
              .formatted(file, offset, what, found, expected));
    }
  }

  /**
   * Returns the masked CRC-32C of the first bytes: turned, so that checksums of checksums differ,
   * plus a constant.
   */
  static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }

  @Override
  public void close() {
    try {
      stream.close();
    } catch (IOException e) {
      throw new InputException(file + ": cannot be closed: " + InputFile.reason(e), e);
    }
  }
}
