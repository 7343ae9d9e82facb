package org.parzc.dataset;

import com.google.common.hash.Hashing;
import com.google.common.primitives.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.files.ReadOnly;
import org.parzc.files.Reason;

/**
 * A file of JSON lines that only ever grows. A line is {@code {"sha256":"…","entry":…}}, with the
 * first 16 digits of the SHA-256 of the entry's bytes. What a process that was killed left of a
 * last line is cut off by the next that opens the file; any other line that is not as it was
 * written is refused. Locked while it is open; one that this process cannot write is read, as it is
 * when it is opened, without a lock. Not thread-safe.
 */
final class Journal implements AutoCloseable {
  private static final byte[] START = "{\"sha256\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MIDDLE = "\",\"entry\":".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] END = "}\n".getBytes(StandardCharsets.US_ASCII);
  private static final String FOREIGN = "not a line of a journal of statistics";
  private static final int DIGITS = 16;
  private static final int BEFORE = START.length + DIGITS + MIDDLE.length;
  private static final int PIECE = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final boolean writable;
  private int lines;

  /** Where the second line begins. */
  private long secondLine;

  /** Where the next line goes. */
  private long end;

  private Journal(Path file, FileChannel channel, boolean writable) {
    this.file = file;
    this.channel = channel;
    this.writable = writable;
  }

  /** Takes the lines that are there. */
  @FunctionalInterface
  interface Reader {
    /**
     * Takes one line.
     *
     * @param entry the bytes of its JSON
     * @param place where it is
     */
    void read(byte[] entry, Place place);
  }

  /**
   * Where a line is.
   *
   * @param number of the line, from 1
   * @param offset its first byte
   * @param length number of its bytes, without the line feed
   */
  record Place(int number, long offset, int length) {}

  /**
   * Opens a journal, and makes it if there is none; to be {@linkplain #read read} before it is
   * added to, which one that cannot be written must not be.
   *
   * @throws InputException if it is open elsewhere, or cannot be made or opened
   */
  static Journal open(Path file) {
    AtomicFile.requirePlace(file);
    try {
      if (ReadOnly.reason(file).isPresent()) {
        return new Journal(file, FileChannel.open(file, StandardOpenOption.READ), false);
      }
      FileChannel channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (isMine(channel)) {
        return new Journal(file, channel, true);
      }
      channel.close();
      throw new InputException(file + ": is open in another process, or twice in this one");
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static boolean isMine(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static byte[] line(byte[] entry) {
    return Bytes.concat(
        START, checksum(entry).getBytes(StandardCharsets.ISO_8859_1), MIDDLE, entry, END);
  }

  /**
   * Reads every line, and cuts off what is left of a last one; a journal without lines gets its
   * first. One that cannot be written stays as it is.
   *
   * @param first the entry that a new one begins with
   * @throws InputException if a line is not as it was written
   */
  void read(byte[] first, Reader reader) {
    try {
      byte[] rest = readLines(Channels.newInputStream(channel.position(0)), reader);
      if (lines == 0 && !isBegun(rest)) {
        throw damaged(1, FOREIGN);
      }
      if (writable) {
        channel.truncate(end);
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
    if (writable && lines == 0) {
      append(first);
    }
  }

  /** Reads the lines that are whole; returns what is left of a last one. */
  private byte[] readLines(InputStream content, Reader reader) throws IOException {
    byte[] bytes = new byte[PIECE];
    int held = 0;
    for (int count = content.read(bytes); count >= 0; ) {
      int from = 0;
      for (int i = held; i < held + count; i++) {
        if (bytes[i] == '\n') {
          Place place = new Place(++lines, end, i - from);
          reader.read(entry(bytes, from, place), place);
          end += place.length() + 1;
          secondLine = lines == 1 ? end : secondLine;
          from = i + 1;
        }
      }
      held += count - from;
      System.arraycopy(bytes, from, bytes, 0, held);
      if (held == bytes.length) {
        bytes = Arrays.copyOf(bytes, 2 * held);
      }
      count = content.read(bytes, held, bytes.length - held);
    }
    return Arrays.copyOf(bytes, held);
  }

  /** Returns whether a file without a whole line may be the beginning of a journal. */
  private static boolean isBegun(byte[] rest) {
    int most = Math.min(rest.length, START.length);
    return Arrays.equals(rest, 0, most, START, 0, most);
  }

  /** Returns the bytes of a line's entry. */
  private byte[] entry(byte[] bytes, int from, Place place) {
    int first = from + BEFORE;
    int last = from + place.length() - 1;
    if (last <= first
        || !Arrays.equals(bytes, from, from + START.length, START, 0, START.length)
        || !Arrays.equals(bytes, first - MIDDLE.length, first, MIDDLE, 0, MIDDLE.length)
        || bytes[last] != '}') {
      throw damaged(place.number(), FOREIGN);
    }
    String checksum = new String(bytes, from + START.length, DIGITS, StandardCharsets.ISO_8859_1);
    byte[] entry = Arrays.copyOfRange(bytes, first, last);
    if (!checksum.equals(checksum(entry))) {
      throw damaged(place.number(), "it was changed after it was written");
    }
    return entry;
  }

  private static String checksum(byte[] entry) {
    return Hashing.sha256().hashBytes(entry).toString().substring(0, DIGITS);
  }

  /** Returns the exception for a line that is not as it should be. */
  InputException damaged(int number, String why) {
    return new InputException("%s: line %d: %s; choose another store".formatted(file, number, why));
  }

  /**
   * Reads one line again.
   *
   * @throws InputException if it cannot be read, or was changed
   */
  byte[] entry(Place place) {
    try {
      ByteBuffer bytes = ByteBuffer.allocate(place.length());
      int count;
      do {
        count = channel.read(bytes, place.offset() + bytes.position());
      } while (count > 0);
      return entry(bytes.array(), 0, place);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  /**
   * Adds a line; on disk once this returns.
   *
   * @throws InputException if it cannot be written; then nothing is left of it
   */
  Place append(byte[] entry) {
    byte[] line = line(entry);
    try {
      try {
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
          channel.write(bytes, end + bytes.position());
        }
        channel.force(false);
      } catch (IOException e) {
        channel.truncate(end);
        throw e;
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
    Place place = new Place(++lines, end, line.length - 1);
    end += line.length;
    return place;
  }

  /**
   * Refuses a copy that lacks something of this file, or has more.
   *
   * @throws InputException if it does
   */
  void requireSize(Path copy) {
    try {
      if (Files.size(copy) != end) {
        throw new InputException(
            "%s: changed while it was copied to %s: try again without that".formatted(file, copy));
      }
    } catch (IOException e) {
      throw failed(copy, e);
    }
  }

  /**
   * Replaces the first line by another, whose file takes the place of this one.
   *
   * @throws InputException if it cannot be written
   */
  void begin(byte[] first) {
    AtomicFile.write(
        file,
        unfinished -> {
          try (FileChannel made =
              FileChannel.open(
                  unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            Channels.newOutputStream(made).write(line(first));
            for (long at = secondLine; at < end; ) {
              at += channel.transferTo(at, end - at, made);
            }
          }
        });
  }

  private static RuntimeException failed(Path file, IOException e) {
    if (e instanceof ClosedChannelException) {
      return new IllegalStateException(file + ": the store is closed", e);
    }
    return new InputException("%s: cannot be used: %s".formatted(file, Reason.of(e)), e);
  }

  /** Lets go of the file. Closing twice is allowed. */
  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw failed(file, e);
    }
  }
}
