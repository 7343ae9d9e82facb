package org.parzc.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.conditions.ArchConditions.haveNameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;

/** Packages use only those below them, and each touches no more than its job needs. */
class ArchitectureTest {
  /** From the bottom up. */
  private static final List<String> LAYERS = List.of("nativecore", "space", "dataset", "network", "torchscript",
      "statistics", "store", "model", "ranking", "search", "report", "serve", "cli");

  /** What everything may use. */
  private static final List<String> TOOLS = List.of("parallel", "files");

  private static final JavaClasses PROJECT = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("org.parzc");

  private static String[] packages(List<String> names) {
    return names.stream().map(ArchitectureTest::packageOf).toArray(String[]::new);
  }

  private static String packageOf(String name) {
    return "org.parzc." + name + "..";
  }

  private static void nothingUses(DescribedPredicate<JavaClass> what, String... exceptIn) {
    noClasses().that().resideOutsideOfPackages(packages(List.of(exceptIn))).should().dependOnClassesThat(what)
        .check(PROJECT);
  }

  @Test
  void everyPackageHasItsPlace() {
    noClasses().that().resideOutsideOfPackages(Stream.concat(Stream.of("org.parzc"),
        Stream.of(packages(Stream.concat(LAYERS.stream(), TOOLS.stream()).toList()))).toArray(String[]::new))
        .should(haveNameMatching(".*")).allowEmptyShould(true)
        .check(PROJECT);
  }

  @Test
  void packagesUseOnlyThoseBelow() {
    for (int layer = 0; layer < LAYERS.size() - 1; layer++) {
      noClasses().that().resideInAPackage(packageOf(LAYERS.get(layer))).should().dependOnClassesThat()
          .resideInAnyPackage(packages(LAYERS.subList(layer + 1, LAYERS.size()))).check(PROJECT);
    }
    slices().matching("org.parzc.(*)..").should().beFreeOfCycles().check(PROJECT);
  }

  @Test
  void theFoundationsStandAlone() {
    for (String foundation : List.of("nativecore", "space", "parallel", "files")) {
      noClasses().that().resideInAPackage(packageOf(foundation)).should().dependOnClassesThat(
          resideInAPackage("org.parzc..").and(DescribedPredicate.not(resideInAPackage(packageOf(foundation))))
              .and(DescribedPredicate.not(equivalentTo(InputException.class)))).check(PROJECT);
    }
    noClasses().that().resideInAPackage("org.parzc").should().dependOnClassesThat()
        .resideInAnyPackage(packages(LAYERS)).check(PROJECT);
  }

  @Test
  void spacesAndDataArePlainJava() {
    noClasses().that().resideInAnyPackage(packages(List.of("space", "dataset", "report", "store", "parallel", "files")))
        .should().dependOnClassesThat(resideInAnyPackage("org.bytedeco..", "org.parzc.nativecore.."))
        .check(PROJECT);
  }

  @Test
  void onlyTheNativeCoreTouchesItsGlue() {
    nothingUses(simpleNameStartingWith("ParzcNative"), "nativecore");
  }

  @Test
  void libTorchIsTouchedByFourPackages() {
    nothingUses(resideInAPackage("org.bytedeco.pytorch.."), "network", "torchscript", "statistics", "model");
  }

  @Test
  void boostedTreesAreTheRankersOwn() {
    nothingUses(resideInAPackage("ml.dmlc.."), "ranking");
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
  void onlyChartsRunScriptsAndDraw() {
    nothingUses(resideInAnyPackage("org.mozilla..", "com.github.weisj..", "java.awt.."), "report.chart");
  }

  @Test
  void onlyTheStoreSpeaksSql() {
    nothingUses(resideInAnyPackage("java.sql..", "org.duckdb.."), "store");
  }

  @Test
  void onlyTheCommandLineSpeaksToTheUser() {
    NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.check(PROJECT);
    noClasses().that().resideOutsideOfPackage(packageOf("cli")).should(ACCESS_STANDARD_STREAMS)
        .check(PROJECT);
    noClasses().that().resideOutsideOfPackage(packageOf("cli")).should()
        .callMethodWhere(target(name("printStackTrace"))).check(PROJECT);
    nothingUses(resideInAnyPackage("picocli..", "me.tongfei.."), "cli");
  }
}
