package org.parzc.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What users read has the words of docs/glossary.md, and not those that it put out of use. Names
 * that files and options have had since before stay: they stand in quotes or as code.
 */
class WordsTest {
  private static final Pattern RETIRED =
      Pattern.compile(
          String.join(
              "|",
              "\\bcompanions?\\b",
              "(?<!\\bstandard )\\bdeviations?\\b",
              "\\btwins?\\b",
              "\\boptimism\\b",
              "(?<!--)\\blabelling\\b",
              "\\blabels that (it|the search) takes\\b",
              "\\blabels outside are\\b",
              "\\blooks at such\\b",
              "\\bcuda where it can be had\\b",
              "\\balso says how well\\b",
              "\\bwhat the standard deviations are worth\\b",
              "\\bgain in τ\\b",
              "P@top"),
          Pattern.CASE_INSENSITIVE);

  private static final Pattern JAVA_PROSE =
      Pattern.compile("/\\*.*?\\*/|//[^\n]*|\"(?:[^\"\\\\\n]|\\\\.)*\"", Pattern.DOTALL);
  private static final Pattern JOINED = Pattern.compile("(?<!\\\\)\"\\s*\\+\\s*\"");
  private static final Pattern JAVADOC_CODE =
      Pattern.compile("\\{@\\w+ [^}]*}|@param <?\\w+>?|\n\\s*\\*(?!/)");
  private static final Pattern MARKDOWN_CODE = Pattern.compile("(?s)```.*?```|`[^`]*`");

  /** Names of tensors in files of predictors. */
  private static final Pattern KEPT = Pattern.compile("\"companion (inputs|targets)\"");

  private static List<Path> files(Path root, String ending) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** Returns the comments of a source, and its strings of several words. */
  private static String proseOfJava(String source) {
    return JAVA_PROSE
        .matcher(JOINED.matcher(source).replaceAll(""))
        .results()
        .map(prose -> prose.group())
        .filter(prose -> prose.startsWith("/") || prose.contains(" "))
        .map(prose -> JAVADOC_CODE.matcher(prose).replaceAll(" "))
        .map(prose -> KEPT.matcher(prose).replaceAll(""))
        .collect(Collectors.joining("\n"));
  }

  private static String proseOfMarkdown(String page) {
    return MARKDOWN_CODE.matcher(page).replaceAll("");
  }

  private static List<String> retired(String prose) {
    return RETIRED
        .matcher(prose.replaceAll("\\s+", " "))
        .results()
        .map(word -> word.group())
        .toList();
  }

  @Test
  void ofMainSources() throws IOException {
    List<String> found = new ArrayList<>();
    for (String sources :
        List.of(
            "src/parzc-kernels/main",
            "src/parzc/main",
            "src/parzc-app/main",
            "src/parzc-spark/main",
            "benchmarks/main")) {
      for (Path file : files(Path.of(sources), ".java")) {
        retired(proseOfJava(Files.readString(file))).forEach(word -> found.add(file + ": " + word));
      }
    }
    assertThat(found).isEmpty();
  }

  @Test
  void ofPages() throws IOException {
    List<Path> pages = new ArrayList<>(files(Path.of("docs"), ".md"));
    pages.remove(Path.of("docs", "glossary.md"));
    pages.addAll(files(Path.of("examples"), ".md"));
    pages.add(Path.of("README.md"));
    pages.add(Path.of("benchmarks", "README.md"));
    List<String> found = new ArrayList<>();
    for (Path page : pages) {
      retired(proseOfMarkdown(Files.readString(page)))
          .forEach(word -> found.add(page + ": " + word));
    }
    assertThat(found).isEmpty();
  }

  @Test
  void wouldBeFound() {
    assertThat(
            retired(
                proseOfJava(
                    """
                    /**
                     * The standard
                     * deviation {@code deviation} of twins.
                     *
                     * @param optimism a weight
                     */
                    String text = "a standard" + " deviation, a " + "deviation", key = "optimism";
                    int companion; // The companion's.
                    """)))
        .containsExactly("twins", "deviation", "companion");
    assertThat(retired(proseOfMarkdown("`companion` by --labelling\n```\ntwin\n```\nOptimism")))
        .containsExactly("Optimism");
  }
}
