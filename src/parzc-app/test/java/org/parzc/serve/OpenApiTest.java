package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSet;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.lang.reflect.Field;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The description says what the server does. */
@Timeout(60)
@Tag("slow")
class OpenApiTest {
  /** For browsers and people. */
  private static final Set<String> NOT_DESCRIBED =
      Set.of("GET /", "GET /page.js", "GET /page.css", "GET /echarts.min.js");

  private static TestService tested;
  private static Client client;
  private static JsonNode schemas;
  private static String text;

  @TempDir static Path folder;

  @BeforeAll
  static void start() throws Exception {
    tested = new TestService();
    client =
        new Client(
            tested
                .start(
                    tested.service(tested::examples),
                    TestService.LIMITS,
                    Optional.empty(),
                    Optional.of(folder.resolve("jobs")))
                .address());
    Client.Reply reply = client.get("/openapi.json");
    text = reply.response().body();
    schemas = reply.json().at("/components/schemas");
  }

  @AfterAll
  static void free() throws Exception {
    tested.close();
  }

  private static OpenAPI description() {
    SwaggerParseResult result = new OpenAPIV3Parser().readContents(text);
    assertThat(result.getMessages()).isEmpty();
    return result.getOpenAPI();
  }

  @Test
  void namesEveryPathAndMethod() throws Exception {
    Set<String> described =
        description().getPaths().entrySet().stream()
            .flatMap(
                path ->
                    path.getValue().readOperationsMap().keySet().stream()
                        .map(method -> method + " " + path.getKey()))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> answered = new TreeSet<>(NOT_DESCRIBED);
    answered.addAll(described);
    String unknown = client.get("/none").error();
    assertThat(unknown.replaceFirst(".*expected one of ", "").split(", "))
        .containsExactlyInAnyOrderElementsOf(
            answered.stream().map(one -> one.replaceFirst(".* ", "")).distinct().toList());
    for (String path : description().getPaths().keySet()) {
      Client.Reply refused =
          client.send("PATCH", path.replace("{id}", "x"), BodyPublishers.noBody());
      assertThat(refused.status()).isEqualTo(405);
      assertThat(refused.header("Allow").split(", "))
          .containsExactlyInAnyOrderElementsOf(
              described.stream()
                  .filter(one -> one.endsWith(" " + path))
                  .map(one -> one.replaceFirst(" .*", ""))
                  .toList());
    }
  }

  @Test
  void namesEveryFieldOfASearch() {
    assertThat(ImmutableSet.copyOf(schemas.at("/SearchRequest/properties").fieldNames()))
        .isEqualTo(
            Stream.of(SearchRequest.class.getDeclaredFields())
                .map(Field::getName)
                .collect(Collectors.toSet()));
  }

  @Test
  void answersAreWhatIsDescribed() throws Exception {
    String two =
        Client.architectures(
            List.of(TestService.architecture(1).text(), TestService.architecture(2).text()));
    assertFits(client.post("/score", two).json(), "Scores");
    assertFits(client.post("/statistics", two).json(), "AllStatistics");
    Client.Reply asked = client.post("/search", "{\"evaluations\":20}");
    assertFits(asked.json(), "Search");
    assertFits(client.await(asked.json().get("id").asText()), "Search");
    Client.Reply front =
        client.post(
            "/search",
            "{\"algorithm\":\"nsga2\",\"minimise\":\"params\",\"generations\":2,\"population\":5}");
    assertFits(client.await(front.json().get("id").asText()), "Search");
    assertFits(client.get("/search").json(), "Searches");
    assertFits(client.get("/status").json(), "Status");
    assertFits(client.get("/healthz").json(), "Health");
    assertFits(client.get("/search/none").json(), "Failure");
    assertFits(client.post("/score", "[]").json(), "Failure");
  }

  private static void assertFits(JsonNode value, String schema) {
    assertFits(value, schemas.get(schema), schema);
  }

  /** What is there is described, and what has to be there is. */
  private static void assertFits(JsonNode value, JsonNode said, String place) {
    JsonNode schema =
        said.has("$ref") ? schemas.get(said.get("$ref").asText().replaceFirst(".*/", "")) : said;
    assertThat(schema).as(place).isNotNull();
    if (schema.has("oneOf")) {
      assertThat(value.isNumber() || value.isTextual()).as(place).isTrue();
      return;
    }
    switch (schema.get("type").asText()) {
      case "object" -> {
        assertThat(value.isObject()).as(place).isTrue();
        schema
            .path("required")
            .forEach(name -> assertThat(value.has(name.asText())).as(place + "." + name).isTrue());
        value
            .properties()
            .forEach(
                field ->
                    assertFits(
                        field.getValue(),
                        schema.path("properties").has(field.getKey())
                            ? schema.path("properties").get(field.getKey())
                            : schema.path("additionalProperties"),
                        place + "." + field.getKey()));
      }
      case "array" -> {
        assertThat(value.isArray()).as(place).isTrue();
        value.forEach(one -> assertFits(one, schema.get("items"), place + "[]"));
      }
      case "string" -> {
        assertThat(value.isTextual()).as(place).isTrue();
        if (schema.has("enum")) {
          assertThat(schema.get("enum")).as(place).contains(value);
        }
      }
      case "integer" -> assertThat(value.isIntegralNumber()).as(place).isTrue();
      case "number" -> assertThat(value.isNumber()).as(place).isTrue();
      case "boolean" -> assertThat(value.isBoolean()).as(place).isTrue();
      default -> throw new AssertionError(place + ": " + schema);
    }
  }
}
