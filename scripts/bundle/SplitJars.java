import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Puts jars into one folder and the native libraries that lie in them, those for Linux on x86-64, into another, under the
 * names that they have as resources: {@code java SplitJars.java JARS LIBRARIES JAR...}. The jars go without libraries for any system, and jars of nothing else
 * not at all. Run as a source file, by {@code bundle.sh}.
 */
final class SplitJars {
  private static final Pattern LIBRARY = Pattern.compile(".*[.](so|so[._].*|dll|dylib|jnilib)");
  private static final Pattern OURS = Pattern.compile(".*(/linux-x86_64(-gpu)?/[^/]+|/linux/x86_64/[^/]+|_linux_amd64)",
      Pattern.CASE_INSENSITIVE);
  private static final Pattern WORTHLESS = Pattern.compile("META-INF/.*|.*/|.*[.](h|cpp|cmake|pc)");

  private SplitJars() {}

  public static void main(String[] arguments) throws IOException {
    Path jars = Path.of(arguments[0]);
    Path libraries = Path.of(arguments[1]);
    for (String name : Arrays.asList(arguments).subList(2, arguments.length)) {
      Path jar = Path.of(name);
      Path target = jars.resolve(jar.getFileName());
      if (Files.exists(target)) {
        throw new IOException("two jars of the name " + jar.getFileName());
      }
      try (ZipFile file = new ZipFile(jar.toFile())) {
        split(file, jar, target, libraries);
      }
    }
  }

  private static void split(ZipFile file, Path jar, Path target, Path libraries) throws IOException {
    List<? extends ZipEntry> rest = file.stream().filter(entry -> !LIBRARY.matcher(entry.getName()).matches()).toList();
    if (rest.size() == file.size()) {
      Files.copy(jar, target);
      return;
    }
    for (ZipEntry entry : file.stream().filter(entry -> LIBRARY.matcher(entry.getName()).matches()).toList()) {
      if (OURS.matcher(entry.getName()).matches()) {
        try (InputStream in = file.getInputStream(entry)) {
          Path library = libraries.resolve(entry.getName());
          Files.createDirectories(library.getParent());
          Files.copy(in, library);
        }
      }
    }
    if (rest.stream().allMatch(entry -> WORTHLESS.matcher(entry.getName()).matches())) {
      return;
    }
    try (ZipOutputStream out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target)))) {
      for (ZipEntry entry : rest) {
        out.putNextEntry(new ZipEntry(entry.getName()));
        try (InputStream in = file.getInputStream(entry)) {
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
  }
}
