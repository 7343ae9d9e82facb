package org.parzc.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Draws;
import org.parzc.Hostile;
import org.parzc.InputException;
import org.parzc.Seeded;
import org.parzc.SystemCalls;

/**
 * A process that adds to a journal is killed at its system calls that change it, or refused them:
 * every line that it was told of is there, none is half there, and the next goes on.
 */
@Timeout(600)
@Tag("slow")
class KilledJournalTest {
  private static final int LINES = 5;
  private static final byte[] FIRST = "\"first\"".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path folder;

  /** The process to kill: adds the lines that lack, and prints the number of each that is there. */
  static final class Adder {
    private Adder() {}

    public static void main(String[] arguments) {
      try {
        addAll(Path.of(arguments[0], "journal"), System.out::println);
      } catch (InputException e) {
        System.out.println(e.getMessage());
        System.exit(SystemCalls.REFUSED);
      }
    }

    private static void addAll(Path file, IntConsumer told) {
      try (Journal journal = Journal.open(file)) {
        for (int i = read(journal).size(); i <= LINES; i++) {
          String line = "[%d,\"%s\"]".formatted(i, "x".repeat(1_000 * i));
          journal.append(line.getBytes(StandardCharsets.UTF_8));
          told.accept(i);
        }
      }
    }
  }

  private static List<String> read(Journal journal) {
    List<String> lines = new ArrayList<>();
    journal.read(FIRST, (entry, place) -> lines.add(new String(entry, StandardCharsets.UTF_8)));
    if (lines.isEmpty()) {
      lines.add(new String(FIRST, StandardCharsets.UTF_8));
    }
    return lines;
  }

  private static List<String> read(Path file) {
    try (Journal journal = Journal.open(file)) {
      return read(journal);
    }
  }

  @Seeded(tries = 1)
  void everyLineItWasToldOfIsThere(Draws draws) throws Exception {
    Path whole = folder.resolve("whole");
    Adder.addAll(whole, number -> {});
    List<String> right = read(whole);
    Path directory = folder.resolve("directory");
    Path file = directory.resolve("journal");
    SystemCalls adder = new SystemCalls(Adder.class, directory, () -> {});
    adder.disturb(
        adder.calls(5, draws),
        draws,
        (place, end) -> {
          long told = end.lines().stream().filter(line -> line.matches("[0-9]+")).count();
          List<String> found = read(file);
          assertThat(right).as(place).startsWith(found.toArray(String[]::new));
          assertThat(found).as(place).hasSizeGreaterThan((int) told);
          Adder.addAll(file, number -> {});
          assertThat(file).as(place).hasSameBinaryContentAs(whole);
          assertThat(adder.names()).as(place).containsExactly("journal");
        });
  }

  /** A last line that is cut was never told of: it is as if it had not been begun. */
  @Seeded(tries = 1)
  void damageIsRefusedOrLosesALastLine(Draws draws) throws Exception {
    Path file = folder.resolve("journal");
    Adder.addAll(file, number -> {});
    List<String> right = read(file);
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < 300; i++) {
      Files.write(file, Hostile.damaged(whole, draws));
      boolean refused =
          Hostile.isRefused(() -> assertThat(right).startsWith(read(file).toArray(String[]::new)));
      draws.count(refused ? "refused" : "without effect, or without the end");
    }
  }
}
