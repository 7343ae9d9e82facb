package org.parzc.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.blueprint.MisfitException;
import org.parzc.dataset.UnmeasurableException;
import org.parzc.nativecore.NativeException;
import org.parzc.network.DeviceLostException;
import picocli.CommandLine.ExitCode;

/**
 * What a command says that came to nothing, and how it ends. Uses nothing from any jar, so that it
 * works where none can be opened.
 *
 * @param line one line: what was wrong with the input, what the machine lacks, or that the program
 *     is at fault
 * @param exitCode the command's exit code
 */
record Failure(String line, int exitCode) {
  private static final int LONGEST = 100;
  private static final String NO_FILES = "Too many open files";

  /**
   * Loads this class and what it uses, which cannot be done any more once no file can be opened.
   */
  static void prepare() {
    of(new NoClassDefFoundError("none"));
    of(new IOException());
  }

  /** Returns the failure that something thrown stands for. */
  static Failure of(Throwable thrown) {
    List<Throwable> chain =
        Stream.iterate(thrown, Objects::nonNull, Throwable::getCause).limit(LONGEST).toList();
    Optional<InputException> wrong = first(chain, InputException.class);
    if (wrong.isPresent()) {
      return new Failure(wrong.get().message(part -> "--" + part), ExitCode.USAGE);
    }
    Optional<UnmeasurableException> unmeasurable = first(chain, UnmeasurableException.class);
    if (unmeasurable.isPresent()) {
      return new Failure(oneLine(unmeasurable.get().getMessage()), ExitCode.USAGE);
    }
    Optional<InvalidPathException> noName = first(chain, InvalidPathException.class);
    if (noName.isPresent()) {
      return new Failure(
          oneLine(FileNames.complaint(FileNames.charset(), noName.get())), ExitCode.USAGE);
    }
    Optional<MisfitException> misfit = first(chain, MisfitException.class);
    if (misfit.isPresent()) {
      return new Failure(
          "network: %s; expected other images or sizes (--images, --channels)"
              .formatted(oneLine(misfit.get().getMessage())),
          ExitCode.USAGE);
    }
    return new Failure(
        "failed: " + oneLine(machine(chain).orElseGet(() -> fault(thrown))), ExitCode.SOFTWARE);
  }

  private static <T> Optional<T> first(List<Throwable> chain, Class<T> type) {
    return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** Returns what the machine lacks, if that is why. */
  private static Optional<String> machine(List<Throwable> chain) {
    Throwable root = chain.get(chain.size() - 1);
    String said = firstLine(String.valueOf(root.getMessage()));
    if (chain.stream().anyMatch(one -> String.valueOf(one.getMessage()).contains(NO_FILES))) {
      return Optional.of(
          "too many open files; allow more ('ulimit -n' shows how many may be open)");
    }
    boolean isMemory = chain.stream().anyMatch(one -> one.toString().contains("OutOfMemoryError"));
    if (isMemory && said.contains("native thread")) {
      return Optional.of(
          "the system starts no more threads; use fewer --threads ('ulimit -u' shows how many there"
              + " may be)");
    }
    if (isMemory) {
      return Optional.of(
          "out of memory (%s); give Java more, as in PARZC_JAVA_OPTIONS=-Xmx8g, or it less to do at once"
              .formatted(said));
    }
    if (said.contains("can't allocate memory")) {
      return Optional.of(
          "out of memory: %s; use smaller batches or networks, or fewer --threads"
              .formatted(said.replaceFirst("^.*(?=DefaultCPUAllocator)", "")));
    }
    if (said.contains("CUDA out of memory")) {
      return Optional.of(
          "out of memory: %s; use smaller batches or networks, or fewer --threads".formatted(said));
    }
    if (thrownByLoader(root)) {
      return Optional.of(
          "a part of the program cannot be loaded: too few files may be open ('ulimit -n' shows how"
              + " many), or it is incomplete; --verbose shows which");
    }
    return first(chain, UncheckedIOException.class)
        .map(Throwable::getMessage)
        .filter(message -> chain.stream().noneMatch(one -> message.equals(one.toString())))
        .or(() -> first(chain, IOException.class).map(Failure::ofFile))
        .or(() -> first(chain, DeviceLostException.class).map(Throwable::getMessage))
        .or(() -> first(chain, NativeException.class).map(Throwable::getMessage))
        .or(() -> first(chain, UnsatisfiedLinkError.class).map(Throwable::getMessage));
  }

  /**
   * Returns whether a class was not there, which is also what class loaders say when they can open
   * no more jars.
   */
  private static boolean thrownByLoader(Throwable root) {
    return root instanceof ClassNotFoundException || root instanceof NoClassDefFoundError;
  }

  private static String ofFile(IOException e) {
    if (e instanceof NoSuchFileException) {
      return e.getMessage() + ": no such file or directory";
    }
    // The message of others has the file already, and the reason.
    return e instanceof FileSystemException || e.getMessage() != null
        ? e.getMessage()
        : e.toString();
  }

  private static String fault(Throwable thrown) {
    return "a fault of the program: %s; --verbose shows where it arose"
        .formatted(firstLine(thrown.toString()));
  }

  /**
   * Whatever was quoted in a message, it stays one line; native code's messages have frames below
   * the first.
   */
  private static String oneLine(String message) {
    return firstLine(message).replaceAll("\\p{Cntrl}", "·");
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
