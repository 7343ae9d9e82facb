package org.parzc.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records are narrow enough to be filled without counting, files short enough to be read at once. A
 * class of the program may be longer if its Javadoc says why.
 */
class SizesTest {
  private static final int MOST_COMPONENTS = 8;
  private static final int MOST_LINES = 300;
  private static final int MOST_LINES_OF_TESTS = 500;
  private static final String REASON = "In one class because ";
  private static final String MAIN = "main/java";
  private static final String TEST = "test/java";

  @TempDir private Path folder;

  /** Returns the sources below a folder, without what the build makes. */
  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> isIn(MAIN, file) || isIn(TEST, file))
          .filter(file -> !isIn("target", root.relativize(file)))
          .sorted()
          .toList();
    }
  }

  private static boolean isIn(String folder, Path file) {
    return ("/" + file).contains("/" + folder + "/");
  }

  private static List<String> complaints(List<Path> sources) throws IOException {
    List<String> complaints = new ArrayList<>();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager files =
        compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
      JavacTask task =
          (JavacTask)
              compiler.getTask(
                  null,
                  files,
                  null,
                  List.of("-proc:none"),
                  null,
                  files.getJavaFileObjectsFromPaths(sources));
      DocTrees docs = DocTrees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new WideRecords(complaints).scan(unit, null);
        Path file = Path.of(unit.getSourceFile().toUri());
        int lines = Files.readAllLines(file).size();
        boolean isTest = isIn(TEST, file);
        int most = isTest ? MOST_LINES_OF_TESTS : MOST_LINES;
        if (lines > most && (isTest || !hasReason(docs, unit))) {
          complaints.add(
              "%s: found %d lines, expected at most %d%s"
                  .formatted(
                      file.getFileName(), lines, most, isTest ? "" : ", or a reason in Javadoc"));
        }
      }
    }
    return complaints;
  }

  /** Returns whether the Javadoc of the class, not of what is in it, gives a reason. */
  private static boolean hasReason(DocTrees docs, CompilationUnitTree unit) {
    return unit.getTypeDecls().stream()
        .map(type -> docs.getDocCommentTree(TreePath.getPath(unit, type)))
        .filter(DocCommentTree.class::isInstance)
        .anyMatch(doc -> doc.toString().replaceAll("\\s+", " ").contains(REASON));
  }

  private static final class WideRecords extends TreePathScanner<Void, Void> {
    private final List<String> complaints;

    WideRecords(List<String> complaints) {
      this.complaints = complaints;
    }

    @Override
    public Void visitClass(ClassTree type, Void unused) {
      // Other fields of a record are static.
      long components =
          type.getMembers().stream()
              .filter(VariableTree.class::isInstance)
              .map(VariableTree.class::cast)
              .filter(field -> !field.getModifiers().getFlags().contains(Modifier.STATIC))
              .count();
      if (type.getKind() == Tree.Kind.RECORD && components > MOST_COMPONENTS) {
        complaints.add(
            "record %s: found %d components, expected at most %d"
                .formatted(type.getSimpleName(), components, MOST_COMPONENTS));
      }
      return super.visitClass(type, null);
    }
  }

  @Test
  void ofAllModules() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String root : List.of("src", "examples", "benchmarks")) {
      sources.addAll(sources(Path.of(root)));
    }
    assertThat(
            sources.stream()
                .filter(file -> isIn(MAIN, file))
                .map(file -> file.subpath(0, 2).toString())
                .distinct())
        .contains(
            "src/parzc-kernels",
            "src/parzc",
            "src/parzc-app",
            "src/parzc-spark",
            "examples/java",
            "benchmarks/main");
    assertThat(sources).anyMatch(file -> isIn(TEST, file));
    assertThat(complaints(sources)).isEmpty();
  }

  private List<String> complaints(String kind, String... lines) throws IOException {
    Path file = folder.resolve(kind).resolve("Example.java");
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
    return complaints(sources(folder));
  }

  private static String record(int components) {
    return "record Wide(%s) { static final int ONE = 1; }"
        .formatted(
            String.join(
                ", ", IntStream.range(0, components).mapToObj(i -> "Map<A, B> c" + i).toList()));
  }

  @Test
  void wideRecordsAreFound() throws IOException {
    assertThat(complaints(MAIN, record(8))).isEmpty();
    assertThat(complaints(MAIN, record(9)))
        .containsExactly("record Wide: found 9 components, expected at most 8");
    assertThat(complaints(MAIN, "class Outer { interface Inner { " + record(22) + " } }"))
        .containsExactly("record Wide: found 22 components, expected at most 8");
  }

  /** Returns a class of so many lines. */
  private static String[] lines(int lines, String doc, String inside) {
    return Stream.concat(
            Stream.of(doc, "class Example {", inside),
            Stream.concat(Stream.generate(() -> "").limit(lines - 4L), Stream.of("}")))
        .toArray(String[]::new);
  }

  @Test
  void longClassesNeedAReason() throws IOException {
    String reason = "/** An example. In one class because it shows something. */";
    String tooLong = "Example.java: found 301 lines, expected at most 300, or a reason in Javadoc";
    assertThat(complaints(MAIN, lines(300, "/** An example. */", ""))).isEmpty();
    assertThat(complaints(MAIN, lines(301, "/** An example. */", ""))).containsExactly(tooLong);
    assertThat(complaints(MAIN, lines(301, "", ""))).containsExactly(tooLong);
    assertThat(complaints(MAIN, lines(301, "/** An example. */", reason + " void run() {}")))
        .containsExactly(tooLong);
    assertThat(complaints(MAIN, lines(301, reason.replace("/**", "/*"), "")))
        .containsExactly(tooLong);
    assertThat(complaints(MAIN, lines(301, reason, ""))).isEmpty();
    assertThat(
            complaints(MAIN, lines(301, reason.replace("class because", "class\n* because"), "")))
        .isEmpty();
  }

  @Test
  void longTestsHaveNoExcuse() throws IOException {
    String reason = "/** An example. In one class because it shows something. */";
    assertThat(complaints(TEST, lines(500, "", ""))).isEmpty();
    assertThat(complaints(TEST, lines(501, reason, "")))
        .containsExactly("Example.java: found 501 lines, expected at most 500");
  }
}
