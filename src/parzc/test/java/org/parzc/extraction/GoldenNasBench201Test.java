package org.parzc.extraction;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.parzc.blueprint.Blueprint;
import org.parzc.nativecore.ElementType;
import org.parzc.passes.PassResults;
import org.parzc.passes.SignAgreement;
import org.parzc.spaces.nasbench.NasBench201;

/** Statistics and proxies against independent implementations. */
@Tag("slow")
class GoldenNasBench201Test {
  /** Values that the order moves are measured three times more: every n-th network has to do. */
  private static final int REORDERED = 3;

  @TestFactory
  Stream<DynamicTest> float64AgreesToNineDigits() throws IOException {
    return tests(ElementType.FLOAT64, 1e-9, 0.5);
  }

  @TestFactory
  Stream<DynamicTest> float32AgreesToFourDigits() throws IOException {
    return tests(ElementType.FLOAT32, 1e-4, 2e-5);
  }

  @TestFactory
  @Tag("thorough")
  Stream<DynamicTest> float64AgreesInAnotherOrderOfSummation() throws IOException {
    return Golden.every(REORDERED, Golden.records("nb201", 0.5)).stream()
        .map(
            record ->
                DynamicTest.dynamicTest(
                    record.get("id").asText(),
                    () -> {
                      GoldenComparison comparison =
                          new GoldenComparison(record, ElementType.FLOAT64, 1e-9);
                      comparison.checkReordered(
                          blueprint(record, comparison), GoldenNasBench201Test::signs);
                    }));
  }

  private static Stream<DynamicTest> tests(ElementType type, double tolerance, double conditioned)
      throws IOException {
    return Golden.records("nb201", conditioned).stream()
        .map(
            record ->
                DynamicTest.dynamicTest(
                    record.get("id").asText(), () -> check(record, type, tolerance)));
  }

  private static void check(JsonNode record, ElementType type, double tolerance) {
    GoldenComparison comparison = new GoldenComparison(record, type, tolerance);
    comparison.check(blueprint(record, comparison), GoldenNasBench201Test::signs);
  }

  private static Blueprint blueprint(JsonNode record, GoldenComparison comparison) {
    return new NasBench201()
        .parse(record.get("arch").asText())
        .blueprint(comparison.skeleton("C", "N"));
  }

  /**
   * The reference counts the ReLU of a ReLU-Conv-BN block twice, since its filter by class name
   * matches both the ReLU and the block: its K is Σ over all ReLUs plus Σ over those that belong to
   * a node.
   */
  private static long[] signs(PassResults measured) {
    SignAgreement signs = measured.signs().get();
    Stream<long[]> ofNodes =
        IntStream.range(0, signs.activationOfNode().size())
            .boxed()
            .flatMap(node -> signs.ofNode(node).stream());
    return GoldenComparison.sum(Stream.concat(signs.ofActivations().values().stream(), ofNodes));
  }
}
