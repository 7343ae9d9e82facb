package org.parzc.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The text of a page. */
class PageFileTest {
  private static final String HTML = PageFile.html(SamplePages.everything(), "1.2.3");

  private static List<String> elements(String pattern) {
    return Pattern.compile(pattern, Pattern.DOTALL)
        .matcher(HTML)
        .results()
        .map((MatchResult found) -> found.group(1))
        .toList();
  }

  @Test
  void whatUsersWroteCannotEndTheData() throws Exception {
    String data = elements("id=\"content\">(.*?)</script>").get(0);
    assertThat(data).doesNotContain("<");
    JsonNode content = new ObjectMapper().readTree(data);
    assertThat(content.at("/page/title").asText()).isEqualTo("Report of " + SamplePages.HOSTILE);
    assertThat(content.get("licences").asText())
        .contains("Apache License", "Apache ECharts", "BSD");
  }

  @Test
  void onlyItsOwnScriptsAndStyleAreAllowed() {
    String policy = elements("Content-Security-Policy\" content=\"(.*?)\"").get(0);
    assertThat(policy).startsWith("default-src 'none'; ");
    List<String> inline = elements("<(?:script|style)>(.*?)</(?:script|style)>");
    assertThat(inline)
        .hasSize(3)
        .allSatisfy(
            text ->
                assertThat(policy)
                    .contains(
                        "'sha256-"
                            + Base64.getEncoder()
                                .encodeToString(
                                    Hashing.sha256()
                                        .hashString(text, StandardCharsets.UTF_8)
                                        .asBytes())));
    assertThat(elements("<script ([^>]*)>"))
        .allSatisfy(
            attributes ->
                assertThat(attributes)
                    .startsWith("type=\"application/json\"")
                    .doesNotContain("src"));
    assertThat(HTML).doesNotContain("<link");
  }

  @Test
  void theSamePageHasTheSameBytes() {
    assertThat(PageFile.html(SamplePages.everything(), "1.2.3")).isEqualTo(HTML);
  }

  @Test
  void placeholdersInNamesStayNames() {
    assertThat(PageFile.html(new Page("{{library}} and ${x}", List.of(), List.of()), "1"))
        .contains("\"title\":\"{{library}} and ${x}\"");
  }
}
