package org.parzc.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveNameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Lists;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Context;
import org.junit.jupiter.api.Test;
import org.parzc.Cancellation;
import org.parzc.InputException;
import org.parzc.nativecore.HostProcess;

/** Packages use only those below them, and each touches no more than its job needs. */
class ArchitectureTest {
  /** From the bottom up. */
  private static final List<String> LAYERS =
      List.of(
          "nativecore",
          "blueprint",
          "space",
          "spaces",
          "images",
          "labels",
          "network",
          "torchscript",
          "passes",
          "statistics",
          "extraction",
          "dataset",
          "model",
          "search",
          "store",
          "gpucheck",
          "rankers",
          "evaluation",
          "importance",
          "report",
          "serve",
          "cli");

  /**
   * Stands on statistics beside the layers, which never name it; in a module of its own, with a
   * test.
   */
  private static final String SPARK = "spark";

  /** What everything may use. */
  private static final List<String> TOOLS = List.of("parallel", "files");

  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("org.parzc");

  private static String[] packages(List<String> names) {
    return names.stream().map(ArchitectureTest::packageOf).toArray(String[]::new);
  }

  private static String packageOf(String name) {
    return "org.parzc." + name + "..";
  }

  private static void nothingUses(DescribedPredicate<JavaClass> what, String... exceptIn) {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages(List.of(exceptIn)))
        .should()
        .dependOnClassesThat(what)
        .check(PROJECT);
  }

  @Test
  void everyPackageHasItsPlace() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            Stream.concat(
                    Stream.of("org.parzc"),
                    Stream.of(
                        packages(
                            Stream.of(LAYERS, List.of(SPARK), TOOLS)
                                .flatMap(List::stream)
                                .toList())))
                .toArray(String[]::new))
        .should(haveNameMatching(".*"))
        .allowEmptyShould(true)
        .check(PROJECT);
  }

  @Test
  void packagesUseOnlyThoseBelow() {
    for (int layer = 0; layer < LAYERS.size() - 1; layer++) {
      noClasses()
          .that()
          .resideInAPackage(packageOf(LAYERS.get(layer)))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(packages(LAYERS.subList(layer + 1, LAYERS.size())))
          .check(PROJECT);
    }
    slices().matching("org.parzc.(*)..").should().beFreeOfCycles().check(PROJECT);
  }

  /**
   * Returns the packages that each package uses, without those that it also uses through others.
   */
  private static Map<String, Set<String>> uses() {
    Map<String, Set<String>> direct = new TreeMap<>();
    for (JavaClass one : PROJECT) {
      String from = packageName(one);
      one.getDirectDependenciesFromSelf().stream()
          .map(use -> packageName(use.getTargetClass().getBaseComponentType()))
          .filter(to -> LAYERS.contains(from) && LAYERS.contains(to) && !to.equals(from))
          .forEach(to -> direct.computeIfAbsent(from, name -> new TreeSet<>()).add(to));
    }
    Map<String, Set<String>> all = new HashMap<>();
    LAYERS.forEach(
        layer -> {
          Set<String> reached = new HashSet<>();
          direct
              .getOrDefault(layer, Set.of())
              .forEach(
                  used -> {
                    reached.add(used);
                    reached.addAll(all.get(used));
                  });
          all.put(layer, reached);
        });
    Map<String, Set<String>> reduced = new TreeMap<>();
    direct.forEach(
        (from, targets) ->
            reduced.put(
                from,
                targets.stream()
                    .filter(to -> targets.stream().noneMatch(other -> all.get(other).contains(to)))
                    .collect(Collectors.toCollection(TreeSet::new))));
    return reduced;
  }

  /** Returns the name of the package right below org.parzc. */
  private static String packageName(JavaClass one) {
    String name = one.getPackageName().replaceFirst("^org[.]parzc[.]?", "");
    return name.contains(".") ? name.substring(0, name.indexOf('.')) : name;
  }

  @Test
  void theDiagramOfTheDocumentationShowsTheCode() throws IOException {
    StringBuilder diagram = new StringBuilder("```mermaid\nflowchart TD\n");
    Map<String, Set<String>> uses = uses();
    Lists.reverse(LAYERS)
        .forEach(
            from ->
                uses.getOrDefault(from, Set.of())
                    .forEach(to -> diagram.append("  %s --> %s%n".formatted(from, to))));
    diagram.append("```\n");
    assertThat(Files.readString(Path.of("docs", "architecture.md")))
        .contains("<!-- diagram -->\n%s<!-- /diagram -->".formatted(diagram));
  }

  @Test
  void theFoundationsStandAlone() {
    for (String foundation : List.of("nativecore", "blueprint", "parallel", "files")) {
      noClasses()
          .that()
          .resideInAPackage(packageOf(foundation))
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.parzc..")
                  .and(DescribedPredicate.not(resideInAPackage(packageOf(foundation))))
                  .and(DescribedPredicate.not(equivalentTo(InputException.class)))
                  .and(DescribedPredicate.not(equivalentTo(Cancellation.class))))
          .check(PROJECT);
    }
    noClasses()
        .that()
        .resideInAnyPackage(packages(List.of("space", "spaces")))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(packageOf("nativecore"))
        .check(PROJECT);
    noClasses()
        .that()
        .resideInAPackage("org.parzc")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages(LAYERS))
        .check(PROJECT);
  }

  @Test
  void spacesAndDataArePlainJava() {
    noClasses()
        .that()
        .resideInAnyPackage(
            packages(List.of("space", "images", "labels", "report", "store", "parallel", "files")))
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.bytedeco..", "org.parzc.nativecore.."))
        .check(PROJECT);
  }

  @Test
  void onlyTheNativeCoreTouchesItsGlue() {
    nothingUses(simpleNameStartingWith("ParzcNative"), "nativecore");
  }

  @Test
  void libTorchIsTouchedByFivePackages() {
    nothingUses(
        resideInAPackage("org.bytedeco.pytorch.."),
        "network",
        "torchscript",
        "passes",
        "extraction",
        "model");
  }

  @Test
  void boostedTreesAreTheRankersOwn() {
    nothingUses(resideInAPackage("ml.dmlc.."), "rankers");
  }

  @Test
  void onlyTheSearchRanksByDominance() {
    nothingUses(resideInAPackage("io.jenetics.."), "search");
  }

  @Test
  void onlyTheServerSpeaksHttp() {
    nothingUses(resideInAnyPackage("io.undertow..", "org.xnio..", "io.prometheus.."), "serve");
  }

  @Test
  void sparkIsFoundAndNeverNamed() {
    nothingUses(
        resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", packageOf(SPARK)), SPARK);
  }

  @Test
  void onlyChartsRunScriptsAndDraw() {
    nothingUses(
        resideInAnyPackage("org.mozilla..", "com.github.weisj..", "java.awt.."), "report.chart");
  }

  @Test
  void onlyTheStoreSpeaksSql() {
    nothingUses(resideInAnyPackage("java.sql..", "org.duckdb.."), "store");
  }

  @Test
  void onlyTheCommandLineSpeaksToTheUser() {
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(PROJECT);
    noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("cli"))
        .should(ACCESS_STANDARD_STREAMS)
        .check(PROJECT);
    noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("cli"))
        .should()
        .callMethodWhere(target(name("printStackTrace")))
        .check(PROJECT);
    nothingUses(resideInAnyPackage("picocli..", "me.tongfei.."), "cli");
  }

  /**
   * A program that has us as a library finds its process as it was; docs/embedding.md says what
   * holds meanwhile.
   */
  @Test
  void onlyProgramsOfOursChangeTheProcess() {
    noClasses()
        .that()
        .resideOutsideOfPackages(packages(List.of("nativecore", "cli", SPARK)))
        .should()
        .callMethodWhere(
            target(nameMatching("dedicate|set"))
                .and(target(owner(equivalentTo(HostProcess.class)))))
        .check(PROJECT);
    noClasses()
        .that()
        .resideOutsideOfPackages(packages(List.of("serve", "cli", SPARK)))
        .should()
        .callMethodWhere(
            target(
                    nameMatching(
                        "setProperty|addShutdownHook|setDefaultUncaughtExceptionHandler|exit|halt"))
                .and(target(owner(resideInAPackage("java.lang")))))
        .check(PROJECT);
    noClasses()
        .that()
        .doNotHaveSimpleName("ProcessState")
        .and()
        .doNotHaveSimpleName("Device")
        .should()
        .callMethodWhere(
            target(nameMatching("(set_num_|blas_set_|openblas_set_|manual_seed|set_default_).*"))
                .or(target(nameMatching("set.*")).and(target(owner(equivalentTo(Context.class))))))
        .check(PROJECT);
  }

  /** Time spent, and deadlines, are told by the clock that never jumps: {@link System#nanoTime}. */
  @Test
  void nothingDependsOnTheTimeOfDay() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callConstructor(Date.class)
        .orShould()
        .callMethodWhere(target(name("now")).and(target(owner(resideInAPackage("java.time..")))))
        .orShould()
        .dependOnClassesThat(equivalentTo(Clock.class).or(equivalentTo(FileTime.class)))
        .check(PROJECT);
  }
}
