package org.parzc.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that is public in the program as users get it has Javadoc, and Javadoc has no complaint of
 * it.
 */
@Tag("slow")
class JavadocTest {
  @TempDir private Path classes;

  private List<Diagnostic<? extends JavaFileObject>> complaints(Path... roots) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8)) {
      List<Path> sources =
          Stream.of(roots)
              .flatMap(
                  root ->
                      StreamSupport.stream(
                          MoreFiles.fileTraverser().breadthFirst(root).spliterator(), false))
              .filter(path -> path.toString().endsWith(".java"))
              .toList();
      assertThat(sources).isNotEmpty();
      compiler
          .getTask(
              null,
              files,
              diagnostics,
              List.of(
                  "-Xdoclint:all/protected",
                  "-proc:none",
                  "-Xmaxwarns",
                  "9999",
                  "-d",
                  classes.toString(),
                  "-classpath",
                  System.getProperty("java.class.path")),
              null,
              files.getJavaFileObjectsFromPaths(sources))
          .call();
    }
    // Tags that only repeat what the sentence above them says are left out.
    return diagnostics.getDiagnostics().stream()
        .filter(one -> one.getKind() != Diagnostic.Kind.NOTE)
        .filter(one -> !one.getMessage(Locale.ROOT).startsWith("no @"))
        .toList();
  }

  @Test
  void ofTheProgram() throws IOException {
    assertThat(
            complaints(
                Stream.of("parzc-kernels", "parzc", "parzc-app")
                    .map(module -> Path.of("src", module, "main", "java"))
                    .toArray(Path[]::new)))
        .isEmpty();
  }

  @Test
  void wouldBeMissed() throws IOException {
    Path source = classes.resolve("Bare.java");
    MoreFiles.asCharSink(source, StandardCharsets.UTF_8)
        .write(
            """
            /** Has {@link Nothing}. */
            public class Bare {
              public int number() {
                return 1;
              }
            }
            """);
    assertThat(complaints(classes))
        .extracting(one -> one.getMessage(Locale.ROOT))
        .anyMatch(message -> message.contains("no comment"))
        .anyMatch(message -> message.contains("reference"));
  }
}
