package org.parzc.cuda;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The stand-in for CUDA that this process runs on ({@code native/test/stand-in}): what was called,
 * whose memory it is, and what shall fail.
 */
public final class StandIn {
  /** Why tests skip. */
  public static final String NOT_BUILT =
      "no stand-in for CUDA: CUDA's headers were not found when it was to be built";

  /** The folder with its libraries. */
  public static final Path LIBRARIES = Path.of(System.getProperty("parzc.cuda.stand-in"));

  private static final Path CONTROL = LIBRARIES.resolve("libjniCudaStandIn.so").toAbsolutePath();

  static {
    if (isBuilt()) {
      System.load(CONTROL.toString());
    }
  }

  private StandIn() {}

  /** Says whether there is a stand-in: it cannot be built where CUDA's headers are not found. */
  public static boolean isBuilt() {
    return Files.exists(CONTROL);
  }

  /** What was called since the last {@link #reset}. */
  public record Counts(Map<String, Long> all) {
    /** Returns how often something was done, or of how much. */
    public long of(String name) {
      return all.getOrDefault(name, 0L);
    }

    /** Returns the sum over names with a prefix. */
    public long ofAll(String prefix) {
      return all.entrySet().stream()
          .filter(entry -> entry.getKey().startsWith(prefix))
          .mapToLong(Map.Entry::getValue)
          .sum();
    }

    /** Returns how many kernels were launched, whoever's. */
    public long launches() {
      return of("launches");
    }

    /** Returns how many graphs of cuDNN were executed. */
    public long cudnn() {
      return of("cuDNN executions");
    }

    /** Returns how often a thread waited for the device. */
    public long waits() {
      return of("waits");
    }

    /** Returns how often memory was named that is not the device's. */
    public long misplaced() {
      return of("copies that name the wrong memory")
          + of("copies on another device's stream")
          + of("tensors that lie apart from others");
    }

    /** Returns how many copies there were between the host and the device. */
    public long copies() {
      return of("copies to the device") + of("copies to the host");
    }
  }

  /** Returns what was called since the last reset. */
  public static Counts count() {
    ImmutableMap.Builder<String, Long> all = ImmutableMap.builder();
    for (String line : Splitter.on('\n').omitEmptyStrings().split(counts())) {
      int tab = line.lastIndexOf('\t');
      all.put(line.substring(0, tab), Long.valueOf(line.substring(tab + 1)));
    }
    return new Counts(all.build());
  }

  private static native String counts();

  /**
   * Counts anew; nothing fails any more, a lost device is well again, and libparzc's kernels run
   * whole.
   */
  public static native void reset();

  /**
   * Lets a launch of a kernel fail.
   *
   * @param nth which one from now, from 1
   * @param lost whether it is the device that fails, so that all later calls fail too; else this
   *     launch alone
   */
  public static native void failLaunch(long nth, boolean lost);

  /** Lets the nth call of {@code cudaMalloc} from now find no memory. */
  public static native void failAllocation(long nth);

  /** Limits what may be allocated on a device; a negative number is no limit. */
  public static native void limitMemory(int device, long bytes);

  /** Returns how many bytes are allocated on a device. */
  public static native long memoryInUse(int device);

  /** Returns how many bytes were allocated on a device at most since the last reset. */
  public static native long peakMemory(int device);

  /** Returns the device in whose memory an address lies, -1 for the host's. */
  public static native int deviceOf(long address);

  /**
   * Says how many blocks of each launch of libparzc's kernels run; with 0 they are counted alone,
   * like LibTorch's.
   */
  public static native void runAtMost(int blocks);
}
