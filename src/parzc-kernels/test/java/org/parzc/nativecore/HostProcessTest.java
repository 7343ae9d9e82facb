package org.parzc.nativecore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.nativecore.HostProcess.Setting;

/**
 * A setting is carried out when it is asked for and its library is there, whichever comes later,
 * and once.
 */
class HostProcessTest {
  /**
   * The process of the tests was asked for all settings; see {@link org.parzc.DedicatedProcess}.
   */
  @Test
  void whatWasAskedForIsCarriedOutAtOnce() {
    int[] runs = new int[1];
    assertThat(HostProcess.isSet(Setting.KEEP_FREED_MEMORY)).isTrue();
    HostProcess.whenSet(Setting.KEEP_FREED_MEMORY, () -> runs[0]++);
    HostProcess.dedicate();
    assertThat(runs[0]).isEqualTo(1);
  }

  @Test
  void whatIsAskedForLaterIsCarriedOutThen() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Later.class.getName())
            .redirectErrorStream(true)
            .start();
    List<String> lines = process.inputReader().lines().toList();
    assertThat(process.waitFor()).isZero();
    assertThat(lines).containsExactly("before", "memory", "both", "libtorch", "done");
  }

  /** Asks for one setting, and later for all. */
  static final class Later {
    private Later() {}

    public static void main(String[] arguments) {
      HostProcess.whenSet(Setting.KEEP_FREED_MEMORY, () -> System.out.println("memory"));
      HostProcess.whenSet(Setting.REPEATABLE_LIBTORCH, () -> System.out.println("libtorch"));
      System.out.println("before");
      HostProcess.set(Setting.KEEP_FREED_MEMORY);
      System.out.println("both");
      HostProcess.dedicate();
      HostProcess.dedicate();
      System.out.println(HostProcess.isSet(Setting.REPEATABLE_LIBTORCH) ? "done" : "not set");
    }
  }
}
