package org.parzc.dataset;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.files.Reason;

/**
 * A file of JSON lines that only ever grows. A line is {@code {"sha256":"…","entry":…}}, with the first 16 digits of the
 * SHA-256 of the entry's bytes. What a process that was killed left of a last line is cut off by the next that opens the
 * file; any other line that is not as it was written is refused. Locked while it is open. Not thread-safe.
 */
final class Journal implements AutoCloseable {
  private static final Pattern LINE = Pattern.compile("\\{\"sha256\":\"([0-9a-f]{16})\",\"entry\":(.*)}");
  private static final int DIGITS = 16;

  private final Path file;
  private final FileChannel channel;

  private Journal(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Takes the lines that are there. */
  @FunctionalInterface
  interface Reader {
    /**
     * Takes one line.
     *
     * @param entry its JSON
     * @param place where it is
     * @param number of the line, from 1
     */
    void read(String entry, Place place, int number);
  }

  /**
   * Where a line is.
   *
   * @param offset its first byte
   * @param length number of its bytes, without the line feed
   */
  record Place(long offset, int length) {}

  /**
   * Opens a journal, and makes it if there is none.
   *
   * @param first the entry that a new one begins with
   * @throws InputException if it is open elsewhere, or cannot be made or opened
   */
  static Journal open(Path file, byte[] first) {
    if (!Files.exists(file)) {
      AtomicFile.write(file, unfinished -> Files.write(unfinished, line(first)));
    }
    if (Files.isDirectory(file)) {
      throw new InputException(file + ": a directory, expected a journal of statistics");
    }
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (!isMine(channel)) {
        channel.close();
        throw new InputException(file + ": is open in another process, or twice in this one");
      }
      return new Journal(file, channel);
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
    return ("{\"sha256\":\"" + checksum + "\",\"entry\":" + new String(entry, StandardCharsets.UTF_8) + "}\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Reads every line, and cuts off what is left of a last one.
   *
   * @throws InputException if a line is not as it was written
   */
  void read(Reader reader) {
    try {
      byte[] content = Files.readAllBytes(file);
      int end = 0;
      int number = 0;
      for (int next = indexOf(content, end); next >= 0; next = indexOf(content, end)) {
        number++;
        Place place = new Place(end, next - end);
        reader.read(entry(new String(content, end, next - end, StandardCharsets.UTF_8), number), place, number);
        end = next + 1;
      }
      channel.truncate(end);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static int indexOf(byte[] content, int from) {
    for (int i = from; i < content.length; i++) {
      if (content[i] == '\n') {
        return i;
      }
    }
    return -1;
  }

  private String entry(String line, int number) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()) {
      throw damaged(number, "not a line of a journal of statistics");
    }
    String entry = matcher.group(2);
    String checksum = Hashing.sha256().hashString(entry, StandardCharsets.UTF_8).toString().substring(0, DIGITS);
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
      while (bytes.hasRemaining() && channel.read(bytes, place.offset() + bytes.position()) > 0) {
        continue;
      }
      return entry(new String(bytes.array(), StandardCharsets.UTF_8), 0);
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
      long offset = channel.size();
      try {
        ByteBuffer bytes = ByteBuffer.wrap(line);
        while (bytes.hasRemaining()) {
          channel.write(bytes, offset + bytes.position());
        }
        channel.force(false);
        return new Place(offset, line.length - 1);
      } catch (IOException e) {
        channel.truncate(offset);
        throw e;
      }
    } catch (IOException e) {
      throw failed(file, e);
    }
  }

  private static InputException failed(Path file, IOException e) {
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
