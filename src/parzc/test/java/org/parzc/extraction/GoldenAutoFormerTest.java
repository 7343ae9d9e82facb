package org.parzc.extraction;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.parzc.blueprint.Blueprint;
import org.parzc.nativecore.ElementType;
import org.parzc.spaces.transformer.AutoFormer;

/** Statistics and proxies of vision transformers against independent implementations. */
@Tag("slow")
class GoldenAutoFormerTest {
  @TestFactory
  Stream<DynamicTest> float64AgreesToNineDigits() throws IOException {
    return tests(ElementType.FLOAT64, 1e-9, 0.5);
  }

  @TestFactory
  Stream<DynamicTest> float32AgreesToFourDigits() throws IOException {
    return tests(ElementType.FLOAT32, 1e-4, 1e-4);
  }

  private static Stream<DynamicTest> tests(ElementType type, double tolerance, double conditioned)
      throws IOException {
    return Golden.records("autoformer", conditioned).stream()
        .map(
            record ->
                DynamicTest.dynamicTest(
                    record.get("id").asText(), () -> check(record, type, tolerance)));
  }

  private static void check(JsonNode record, ElementType type, double tolerance) {
    GoldenComparison comparison = new GoldenComparison(record, type, tolerance);
    Blueprint blueprint = new AutoFormer().parse(text(record)).blueprint(comparison.skeleton());
    comparison.check(blueprint, GoldenComparison::overEveryRelu);
  }

  private static String text(JsonNode record) {
    String ratios =
        elements(record.get("mlp_ratio"))
            .map(JsonNode::asDouble)
            .map(String::valueOf)
            .collect(Collectors.joining(" "));
    String heads =
        elements(record.get("num_heads")).map(JsonNode::asText).collect(Collectors.joining(" "));
    return String.join(
        ";", record.get("hidden_dim").asText(), record.get("depth").asText(), ratios, heads);
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
