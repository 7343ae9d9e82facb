package org.parzc.network;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The storages of tensors that a pickle of LibTorch's names. LibTorch believes the lengths that it
 * reads there, and would read memory that is not its own where an entry of the archive is shorter.
 */
final class PickledStorages {
  /**
   * A storage.
   *
   * @param key name of the entry that holds it, below the pickle's folder
   * @param bytes its length, as the pickle has it
   */
  record Storage(String key, long bytes) {}

  private static final Map<String, Integer> SIZES =
      Map.ofEntries(
          Map.entry("ByteStorage", 1),
          Map.entry("CharStorage", 1),
          Map.entry("BoolStorage", 1),
          Map.entry("QInt8Storage", 1),
          Map.entry("QUInt8Storage", 1),
          Map.entry("ShortStorage", 2),
          Map.entry("HalfStorage", 2),
          Map.entry("BFloat16Storage", 2),
          Map.entry("IntStorage", 4),
          Map.entry("FloatStorage", 4),
          Map.entry("QInt32Storage", 4),
          Map.entry("ComplexHalfStorage", 4),
          Map.entry("LongStorage", 8),
          Map.entry("DoubleStorage", 8),
          Map.entry("ComplexFloatStorage", 8),
          Map.entry("ComplexDoubleStorage", 16));

  /** The type of a storage, its key, its device and its length are pushed last. */
  private static final int PUSHED = 4;

  private final ByteBuffer in;
  private final List<Object> pushed = new ArrayList<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private final List<Storage> storages = new ArrayList<>();

  private PickledStorages(byte[] pickle) {
    in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Returns the storages, or nothing if the pickle is none that LibTorch writes. */
  static Optional<List<Storage>> of(byte[] pickle) {
    PickledStorages reader = new PickledStorages(pickle);
    try {
      return reader.read() ? Optional.of(reader.storages) : Optional.empty();
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Runs over the operations, with an eye for what is pushed; returns whether all of them are
   * known.
   */
  private boolean read() {
    while (true) {
      int operation = in.get() & 0xff;
      switch (operation) {
        case '.' -> {
          return true;
        }
        case 0x80 -> in.get();
        case 'X', 'B', 'T' -> pushed.add(text(in.getInt()));
        case 'U', 'C' -> pushed.add(text(in.get() & 0xff));
        case 0x8d -> pushed.add(text(Math.toIntExact(in.getLong())));
        case 'c' -> {
          line();
          pushed.add(line());
        }
        case 'K' -> pushed.add((long) (in.get() & 0xff));
        case 'M' -> pushed.add((long) (in.getShort() & 0xffff));
        case 'J' -> pushed.add((long) in.getInt());
        case 0x8a -> pushed.add(number(in.get() & 0xff));
        case 'q' -> memo.put(in.get() & 0xff, last());
        case 'r' -> memo.put(in.getInt(), last());
        case 'h' -> pushed.add(memo.getOrDefault(in.get() & 0xff, ""));
        case 'j' -> pushed.add(memo.getOrDefault(in.getInt(), ""));
        case 'G' -> pushed.add(in.getDouble());
        case 'Q' -> {
          if (!storage()) {
            return false;
          }
        }
        // Of containers, and what is built of them, nothing here depends.
        case '(',
            ')',
            '}',
            ']',
            't',
            0x85,
            0x86,
            0x87,
            0x88,
            0x89,
            'N',
            'a',
            'e',
            's',
            'u',
            'b',
            'R',
            0x81,
            '0' -> {}
        default -> {
          return false;
        }
      }
    }
  }

  private Object last() {
    return pushed.isEmpty() ? "" : pushed.get(pushed.size() - 1);
  }

  /** Takes the storage that was pushed; returns whether it is one. */
  private boolean storage() {
    if (pushed.size() < PUSHED) {
      return false;
    }
    List<Object> end = pushed.subList(pushed.size() - PUSHED, pushed.size());
    Integer size = SIZES.get(String.valueOf(end.get(0)));
    if (size == null
        || !(end.get(1) instanceof String key)
        || !(end.get(3) instanceof Long length)
        || length < 0) {
      return false;
    }
    storages.add(new Storage(key, Math.multiplyExact(length, size)));
    pushed.clear();
    return true;
  }

  private String text(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (int next = in.get(); next != '\n'; next = in.get()) {
      line.append((char) next);
    }
    return line.toString();
  }

  private long number(int bytes) {
    if (bytes > Long.BYTES) {
      throw new IllegalArgumentException("a number of %d bytes".formatted(bytes));
    }
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (in.get() & 0xffL) << (8 * i);
    }
    return value;
  }
}
