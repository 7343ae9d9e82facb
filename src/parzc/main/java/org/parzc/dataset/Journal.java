package org.parzc.dataset;

import com.google.common.hash.Hashing;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Pattern LINE =
      Pattern.compile("\\{\"sha256\":\"([0-9a-f]{16})\",\"entry\":(.*)}");
  private static final String START = "{\"sha256\":\"";
  private static final String FOREIGN = "not a line of a journal of statistics";
  private static final int DIGITS = 16;
  private static final int PIECE = 1 << 16;

  private final Path file;
  private final FileChannel channel;
  private final boolean writable;
  private int lines;

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
     * @param entry its JSON
     * @param place where it is
     */
    void read(String entry, Place place);
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
    String checksum = Hashing.sha256().hashBytes(entry).toString().substring(0, DIGITS);
    return ("{\"sha256\":\""
            + checksum
            + "\",\"entry\":"
            + new String(entry, StandardCharsets.UTF_8)
            + "}\n")
        .getBytes(StandardCharsets.UTF_8);
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
      InputStream content =
          new BufferedInputStream(Channels.newInputStream(channel.position(0)), PIECE);
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = content.read(); next >= 0; next = content.read()) {
        if (next != '\n') {
          line.write(next);
          continue;
        }
        Place place = new Place(++lines, end, line.size());
        reader.read(entry(line.toString(StandardCharsets.UTF_8), lines), place);
        end += line.size() + 1;
        line.reset();
      }
      String rest = line.toString(StandardCharsets.UTF_8);
      if (lines == 0 && !rest.startsWith(START) && !START.startsWith(rest)) {
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

  private String entry(String line, int number) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw damaged(number, FOREIGN);
    }
    String entry = matcher.group(2);
    String checksum =
        Hashing.sha256().hashString(entry, StandardCharsets.UTF_8).toString().substring(0, DIGITS);
    if (!checksum.equals(matcher.group(1))) {
      throw damaged(number, "it was changed after it was written");
    }
    return entry;
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
  String entry(Place place) {
    try {
      ByteBuffer bytes = ByteBuffer.allocate(place.length());
      int count;
      do {
        count = channel.read(bytes, place.offset() + bytes.position());
      } while (count > 0);
      return entry(new String(bytes.array(), StandardCharsets.UTF_8), place.number());
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
