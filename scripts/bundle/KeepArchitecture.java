import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Keeps the machine code of one GPU architecture in shared libraries: {@code java KeepArchitecture.java 90 FILE...}. What
 * the fat binaries in them hold for others, PTX too, becomes zeros; nothing moves, so that the libraries load as before,
 * but they compress to a fraction, and on disk the zeros are holes. A fat binary without code for that architecture, or of
 * a form that is not known, stays as it is. Run as a source file, by {@code bundle.sh}.
 *
 * <p>A fat binary: magic number (4 bytes), version (2), length of this header (2), length of what follows (8); then entries:
 * kind (2: 1 PTX, 2 machine code), version (2), length of its header (4), length of the code after that (8), … at byte 28
 * the architecture (4), such as 90. All little-endian.
 */
final class KeepArchitecture {
  private static final int MAGIC = 0xBA55ED50;
  private static final int VERSION = 1;
  private static final int HEADER = 16;
  private static final int ENTRY_HEADER = 32;
  private static final int MACHINE_CODE = 2;

  private final int kept;
  private final Map<Integer, Long> keptBytes = new TreeMap<>();
  private final Map<Integer, Long> clearedBytes = new TreeMap<>();
  private boolean found;

  private KeepArchitecture(int kept) {
    this.kept = kept;
  }

  /** Code of one architecture within a file. */
  private record Entry(boolean isMachineCode, int architecture, long from, long length) {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2 || !arguments[0].matches("[1-9][0-9]{1,2}")) {
      System.err.println("usage: java KeepArchitecture.java 90 FILE...");
      System.exit(2);
    }
    for (String name : Arrays.asList(arguments).subList(1, arguments.length)) {
      KeepArchitecture work = new KeepArchitecture(Integer.parseInt(arguments[0]));
      work.rewrite(Path.of(name));
      if (!work.keptBytes.isEmpty()) {
        System.out.printf("%s: kept %s, cleared %s%n", Path.of(name).getFileName(), text(work.keptBytes),
            text(work.clearedBytes));
        if (!work.found) {
          System.err.printf("%s: no machine code for sm_%s, only what is listed: left as it is%n", name, arguments[0]);
          System.exit(1);
        }
      }
    }
  }

  private static String text(Map<Integer, Long> bytes) {
    return bytes.isEmpty() ? "nothing" : bytes.entrySet().stream()
        .map(one -> "sm_%d %,d kB".formatted(one.getKey(), one.getValue() / 1000)).collect(Collectors.joining(", "));
  }

  private void rewrite(Path file) throws IOException {
    List<Entry> cleared;
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try (FileChannel channel = FileChannel.open(file)) {
      cleared = cleared(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()).order(ByteOrder.LITTLE_ENDIAN));
      if (cleared.isEmpty()) {
        return;
      }
      try (FileChannel out = FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING)) {
        copy(channel, out, cleared);
      }
    }
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Copies all but what is cleared; what is never written reads as zeros. */
  private static void copy(FileChannel in, FileChannel out, List<Entry> cleared) throws IOException {
    long at = 0;
    for (Entry entry : cleared) {
      copy(in, out, at, entry.from);
      at = entry.from + entry.length;
    }
    copy(in, out, at, in.size());
    if (out.size() < in.size()) {
      out.write(ByteBuffer.allocate(1), in.size() - 1);
    }
  }

  private static void copy(FileChannel in, FileChannel out, long from, long to) throws IOException {
    out.position(from);
    long at = from;
    while (at < to) {
      at += in.transferTo(at, to - at, out);
    }
  }

  /** Returns what is to be cleared, in order. */
  private List<Entry> cleared(ByteBuffer file) {
    List<Entry> cleared = new ArrayList<>();
    int at = 0;
    // The linker puts fat binaries at multiples of 8.
    while (at + HEADER <= file.limit()) {
      List<Entry> entries = file.getInt(at) == MAGIC ? entries(file, at) : List.of();
      if (entries.isEmpty()) {
        at += 8;
        continue;
      }
      boolean has = entries.stream().anyMatch(this::isWanted);
      found |= has;
      for (Entry entry : entries) {
        boolean clear = has && !isWanted(entry);
        (clear ? clearedBytes : keptBytes).merge(entry.architecture, entry.length, Long::sum);
        if (clear) {
          cleared.add(entry);
        }
      }
      Entry last = entries.get(entries.size() - 1);
      at = (int) (last.from + last.length + 7) / 8 * 8;
    }
    return cleared;
  }

  private boolean isWanted(Entry entry) {
    return entry.isMachineCode && entry.architecture == kept;
  }

  /** Returns the entries of the fat binary that begins there; none unless they fill it exactly. */
  private static List<Entry> entries(ByteBuffer file, int start) {
    long end = start + HEADER + file.getLong(start + 8);
    if (file.getShort(start + 4) != VERSION || file.getShort(start + 6) != HEADER || end <= start || end > file.limit()) {
      return List.of();
    }
    List<Entry> entries = new ArrayList<>();
    long at = start + HEADER;
    while (at < end) {
      int place = (int) at;
      if (at + ENTRY_HEADER > end) {
        return List.of();
      }
      long header = Integer.toUnsignedLong(file.getInt(place + 4));
      long length = file.getLong(place + 8);
      if (header < ENTRY_HEADER || length < 0 || header > end - at || length > end - at - header) {
        return List.of();
      }
      entries.add(new Entry(file.getShort(place) == MACHINE_CODE, file.getInt(place + 28), at + header, length));
      at += header + length;
    }
    return entries;
  }
}
