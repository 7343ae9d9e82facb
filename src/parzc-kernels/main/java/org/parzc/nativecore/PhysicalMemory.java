package org.parzc.nativecore;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** How much memory this machine has, or the container that it is confined to. Thread-safe. */
public final class PhysicalMemory {
  private PhysicalMemory() {}

  /** Returns the bytes there are in all, used or not. */
  public static long bytes() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }

  /** Returns a number of bytes for people, in gigabytes of 2^30. */
  public static String text(double bytes) {
    return String.format(Locale.ROOT, "%,.1f GB", bytes / (1 << 30));
  }
}
