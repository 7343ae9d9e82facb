package org.parzc.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.parzc.dataset.MeanStd;
import org.parzc.model.RankedArchitecture;
import org.parzc.model.Ranking;
import org.parzc.model.Scores;

/**
 * The command line, the server and reports are faces: they ask the packages below and show what
 * these answer. A rule of the domain is whatever decides what an answer is: which architecture is
 * better, what a mean or a quality is, what is drawn at random, what is measured and how a model
 * learns. None of that is in {@code cli}, {@code serve} or {@code report}, so that Java, the
 * command line, the server and a page can never answer differently.
 */
class FacesTest {
  private static final String[] FACES = {
    "org.parzc.cli..", "org.parzc.serve..", "org.parzc.report.."
  };
  private static final String REPORT = "org.parzc.report..";

  private static final JavaClasses PROJECT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.parzc");

  /**
   * What is better comes first by a method of the results; the server alone orders what waits for
   * it, by urgency and arrival.
   */
  @Test
  void facesOrderNothing() {
    noClasses()
        .that()
        .resideInAnyPackage(FACES)
        .and(
            DescribedPredicate.not(
                resideInAPackage("org.parzc.serve..")
                    .and(nameMatching(".*[.](WorkQueue|JobDirectory)([$].*)?"))))
        .should()
        .dependOnClassesThat(equivalentTo(Comparator.class))
        .check(PROJECT);
  }

  @Test
  void facesTakeNoMeansAndComputeNoStatistics() {
    noClasses()
        .that()
        .resideInAnyPackage(FACES)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.hipparchus..",
                "io.jenetics..",
                "ml.dmlc..",
                "org.bytedeco.pytorch..",
                "org.bytedeco.openblas.."))
        .check(PROJECT);
    noMeansIn(FACES).check(PROJECT);
    assertThatThrownBy(() -> noMeansIn("org.parzc.dataset..").check(PROJECT))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("MeanStd");
  }

  private static ArchRule noMeansIn(String... packages) {
    return noClasses()
        .that()
        .resideInAnyPackage(packages)
        .should()
        .callMethodWhere(target(nameMatching("average|summaryStatistics")));
  }

  @Test
  void facesDrawNothingAtRandom() {
    noClasses()
        .that()
        .resideInAnyPackage(FACES)
        .should()
        .dependOnClassesThat(equivalentTo(Random.class).or(equivalentTo(SplittableRandom.class)))
        .orShould()
        .callMethodWhere(target(nameMatching("shuffle|random")))
        .check(PROJECT);
  }

  @Test
  void facesRunNoPassesOverNetworks() {
    noClasses()
        .that()
        .resideInAnyPackage(FACES)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.parzc.passes..")
        .check(PROJECT);
  }

  /**
   * Results are records of the packages below; how these came to be is no business of what shows
   * them.
   */
  @Test
  void reportsSeeResultsAndNoModels() {
    noClasses()
        .that()
        .resideInAPackage(REPORT)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.parzc.model..")
                .and(
                    DescribedPredicate.not(
                        belongToAnyOf(RankedArchitecture.class, Ranking.class, Scores.class))))
        .check(PROJECT);
    noClasses()
        .that()
        .resideInAPackage(REPORT)
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.parzc.dataset..")
                .and(DescribedPredicate.not(belongToAnyOf(MeanStd.class))))
        .check(PROJECT);
    noClasses()
        .that()
        .resideInAPackage(REPORT)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(
                "org.parzc.rankers..",
                "org.parzc.store..",
                "org.parzc.network..",
                "org.parzc.nativecore..",
                "org.parzc.torchscript..",
                "org.parzc.images..",
                "org.parzc.spaces.."))
        .check(PROJECT);
    noClasses()
        .that()
        .resideInAPackage(REPORT)
        .should()
        .dependOnClassesThat(
            simpleName("Search")
                .or(simpleName("OnlineSearch"))
                .or(simpleName("SearchAlgorithm"))
                .or(simpleName("Objective"))
                .or(simpleName("ImportanceStudy"))
                .or(simpleName("Extractor")))
        .check(PROJECT);
  }

  /**
   * Java has its own way to all that the command line does, since the command line offers it none.
   */
  @Test
  void theCommandLineOffersNothingToOthers() {
    classes()
        .that()
        .resideInAPackage("org.parzc.cli..")
        .and(isTopLevel())
        .and()
        .doNotHaveSimpleName("Parzc")
        .should()
        .notBePublic()
        .check(PROJECT);
    noClasses()
        .that()
        .resideOutsideOfPackage("org.parzc.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.parzc.cli..")
        .check(PROJECT);
  }

  /**
   * The packages below have names for what can be asked for, which each face turns into its own;
   * {@code gpucheck} runs commands, and results say which command prints them.
   */
  @Test
  void optionsAreNamedByTheCommandLineAlone() throws IOException {
    assertThat(
            optionsNamed(path -> !path.toString().matches(".*/org/parzc/(cli|gpucheck|report)/.*")))
        .isEmpty();
    assertThat(optionsNamed(path -> path.endsWith("cli/SeedOption.java")))
        .contains("SeedOption.java: --seed");
  }

  private static List<String> optionsNamed(Predicate<Path> in) throws IOException {
    Pattern option = Pattern.compile("(?<![-\\w])--[a-z][-a-z]+");
    List<String> found = new ArrayList<>();
    for (String module : List.of("parzc-kernels", "parzc", "parzc-app", "parzc-spark")) {
      try (Stream<Path> files = Files.walk(Path.of("src", module, "main", "java"))) {
        for (Path file : files.filter(Files::isRegularFile).filter(in).sorted().toList()) {
          Matcher named = option.matcher(Files.readString(file));
          while (named.find()) {
            found.add(file.getFileName() + ": " + named.group());
          }
        }
      }
    }
    return found;
  }

  private static DescribedPredicate<JavaClass> isTopLevel() {
    return DescribedPredicate.describe(
        "are no members of others", one -> one.getEnclosingClass().isEmpty());
  }
}
