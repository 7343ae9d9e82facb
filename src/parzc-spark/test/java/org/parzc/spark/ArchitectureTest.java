package org.parzc.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.parzc.extraction.ClusterEngine;

/**
 * The engine stands on extraction; what learns from its numbers, and the application, are not its
 * business.
 */
class ArchitectureTest {
  @Test
  void standsOnExtraction() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.parzc.model..", "org.parzc.search..", "org.parzc.store..", "org.parzc.cli..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.parzc.spark"));
  }

  @Test
  void isFoundThoughNobodyNamesIt() {
    assertThat(
            ServiceLoader.load(ClusterEngine.class).stream()
                .map(ServiceLoader.Provider::type)
                .toList())
        .isEqualTo(List.of(SparkEngine.class));
  }
}
