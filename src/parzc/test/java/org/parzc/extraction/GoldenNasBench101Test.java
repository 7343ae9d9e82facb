package org.parzc.extraction;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.parzc.nativecore.ElementType;
import org.parzc.spaces.nasbench.NasBench101;

/** Statistics and proxies against independent implementations. */
@Tag("slow")
class GoldenNasBench101Test {
  @TestFactory
  Stream<DynamicTest> float64AgreesToNineDigits() throws IOException {
    return tests(ElementType.FLOAT64, 1e-9, 0.5);
  }

  @TestFactory
  Stream<DynamicTest> float32AgreesToFourDigits() throws IOException {
    return tests(ElementType.FLOAT32, 1e-4, 2e-5);
  }

  private static Stream<DynamicTest> tests(ElementType type, double tolerance, double conditioned)
      throws IOException {
    return Golden.records("nb101", conditioned).stream()
        .map(
            record ->
                DynamicTest.dynamicTest(
                    record.get("id").asText(), () -> check(record, type, tolerance)));
  }

  private static void check(JsonNode record, ElementType type, double tolerance) {
    GoldenComparison comparison = new GoldenComparison(record, type, tolerance);
    comparison.check(
        new NasBench101()
            .parse(text(record))
            .blueprint(comparison.skeleton("stem_out_channels", "num_modules_per_stack")),
        GoldenComparison::overEveryRelu);
  }

  private static String text(JsonNode record) {
    String rows =
        elements(record.get("matrix"))
            .map(row -> elements(row).map(JsonNode::asText).collect(Collectors.joining()))
            .collect(Collectors.joining("/"));
    return rows
        + ";"
        + elements(record.get("ops")).map(JsonNode::asText).collect(Collectors.joining("|"));
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
