package org.parzc.nativecore;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The process that this library runs in, and the settings of it that suit our work at the cost of
 * whatever else runs there. None is made unless the program asks for it here; results are the same
 * bits either way. Our own programs ask for them, with {@link #dedicate} at their start.
 *
 * <p>What is set stays set as long as the process. Asking loads no native library: a setting is
 * made when the library that it concerns is loaded, or at once where that was done before.
 * Thread-safe.
 */
public final class HostProcess {
  /** A setting of the whole process. */
  public enum Setting {
    /**
     * Has glibc's {@code malloc} keep freed blocks instead of giving them back to the system: no
     * block is mapped by itself, heaps grow by 256 MB, and none is trimmed below 2 GB. On tensors
     * of some megabytes page faults cost more than the arithmetic. Does nothing where the allocator
     * is another.
     */
    KEEP_FREED_MEMORY,
    /**
     * Has LibTorch and OpenBLAS compute with one thread to a call on every thread, LibTorch go
     * without NNPACK, and, once a CUDA device was opened, CUDA go without TF32 and with algorithms
     * that repeat themselves. Unset, this holds only while something of ours runs.
     */
    REPEATABLE_LIBTORCH,
    /**
     * Has the process end, when it ends, without the destructors of native libraries, which crash
     * while other threads are at work inside them. To be asked for when the end has begun, in a
     * shutdown hook for instance: it reaches the libraries that are loaded by then. Does nothing
     * where the C library is not glibc.
     */
    SKIP_DESTRUCTORS
  }

  private static final Set<Setting> SET = EnumSet.noneOf(Setting.class);
  private static final Map<Setting, List<Runnable>> WAITING = new EnumMap<>(Setting.class);

  private HostProcess() {}

  /**
   * Makes every setting that makes work faster, for a process that does nothing but our work. Doing
   * so again does nothing.
   */
  public static void dedicate() {
    set(Setting.KEEP_FREED_MEMORY);
    set(Setting.REPEATABLE_LIBTORCH);
  }

  /** Makes one setting. Doing so again does nothing. */
  public static void set(Setting setting) {
    List<Runnable> now;
    synchronized (HostProcess.class) {
      SET.add(setting);
      now = WAITING.remove(setting);
    }
    // Not under the lock: loading a library may ask for settings too.
    if (now != null) {
      now.forEach(Runnable::run);
    }
  }

  /** Returns whether a setting was asked for. */
  public static synchronized boolean isSet(Setting setting) {
    return SET.contains(setting);
  }

  /**
   * Carries out a setting, once it is asked for; at once if it was. Called where a library has just
   * been loaded.
   *
   * @param carryOut what the setting is to that library; run once, by any thread
   */
  public static void whenSet(Setting setting, Runnable carryOut) {
    synchronized (HostProcess.class) {
      if (!SET.contains(setting)) {
        WAITING.computeIfAbsent(setting, none -> new ArrayList<>()).add(carryOut);
        return;
      }
    }
    carryOut.run();
  }
}
