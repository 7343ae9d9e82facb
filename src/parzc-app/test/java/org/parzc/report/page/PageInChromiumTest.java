package org.parzc.report.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What a real browser makes of a page. */
@Tag("slow")
class PageInChromiumTest {
  private static final int WIDE = 1280;
  private static final int NARROW = 390;
  private static final String BLUE = "#0072B2";
  private static final String VERMILLION = "#D55E00";

  @TempDir static Path folder;

  private static Path page;
  private static Path downloads;
  private static Browser browser;

  @BeforeAll
  static void start() throws IOException {
    page = folder.resolve("page.html");
    downloads = Files.createDirectory(folder.resolve("downloads"));
    browser = Browser.start(folder.resolve("profile"), downloads);
    PageFile.write(page, SamplePages.everything(), "1.2.3");
  }

  @AfterAll
  static void stop() {
    if (browser != null) {
      browser.close();
    }
  }

  /** Returns how many shapes of a colour a chart has. */
  private static long shapes(String chart, String attribute, String colour) {
    return browser.count(
        "[...document.querySelectorAll('#' + arguments[0] + ' svg path')].filter(path => "
            + "(path.getAttribute(arguments[1]) || '').toUpperCase() === arguments[2]).length",
        chart,
        attribute,
        colour);
  }

  @Test
  void nothingIsAskedForAndNothingGoesWrong() throws IOException {
    browser.open(page, WIDE, false);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
    assertThat(browser.all(".chart svg"))
        .hasSize(
            SamplePages.everything().sections().stream()
                .mapToInt(section -> section.charts().size())
                .sum());
  }

  @Test
  void everyArchitectureIsAPoint() {
    browser.open(page, WIDE, false);
    int top = SamplePages.RANKED / 10;
    assertThat(shapes("predictions-10-all", "fill", BLUE)).isEqualTo(SamplePages.RANKED - top);
    assertThat(shapes("predictions-10-all", "fill", VERMILLION)).isEqualTo(top);
    assertThat(shapes("predictions-20-best", "fill", VERMILLION)).isEqualTo(top);
    assertThat(shapes("predictions-20-best", "fill", BLUE)).isZero();
    assertThat(browser.find("#predictions-10-all").getText())
        .contains("τ 0.")
        .contains("n " + SamplePages.RANKED);
  }

  @Test
  @SuppressWarnings("unchecked")
  void errorBarsSpanTwoDeviations() {
    browser.open(page, WIDE, false);
    for (String colour : List.of(BLUE, VERMILLION, "#009E73")) {
      List<List<Number>> bars =
          (List<List<Number>>)
              browser.run(
                  """
                  const bars = [...document.querySelectorAll('#quality-tau svg path')].filter(path =>
                    path.getAttribute('stroke-width') === '1.5' && path.getAttribute('stroke').toUpperCase() === arguments[0]);
                  return bars.flatMap(path => path.getAttribute('d').split('M').slice(1)
                    .map(part => part.match(/-?[\\d.]+/g).map(Number)));\
                  """,
                  colour);
      assertThat(bars).as(colour).hasSize(SamplePages.BUDGETS.size());
      double unit =
          ((Number)
                      browser.run(
                          "const chart ="
                              + " echarts.getInstanceByDom(document.getElementById('quality-tau'));"
                              + " return chart.convertToPixel({yAxisIndex: 0}, 0.5) -"
                              + " chart.convertToPixel({yAxisIndex: 0}, 0.6)"))
                  .doubleValue()
              / 0.1;
      for (List<Number> bar : bars) {
        assertThat(bar.get(0).doubleValue()).isEqualTo(bar.get(2).doubleValue());
        assertThat(Math.abs(bar.get(1).doubleValue() - bar.get(3).doubleValue()) / unit)
            .isCloseTo(2 * 0.02, within(0.004));
      }
    }
  }

  @Test
  void theCellHasItsEdgesAndTheMapItsFields() {
    browser.open(page, WIDE, false);
    assertThat(browser.find("#importance-1-cell").getText()).contains("26 %", "33 %", "41 %");
    assertThat(shapes("importance-1-cell", "stroke", BLUE)).isGreaterThanOrEqualTo(3);
    assertThat(
            browser.count(
                "echarts.getInstanceByDom(document.getElementById('importance-2-uncertainty'))"
                    + ".getOption().series[0].data.length"))
        .isEqualTo(16);
    assertThat(browser.find("#importance-1-shares").getText()).contains("stem", "classifier");
  }

  @Test
  void tablesSortFilterAndExport() throws IOException {
    browser.open(page, WIDE, false);
    WebElement score = browser.all("#candidates th button").get(2);
    assertThat(score.getText()).isEqualTo("score");
    score.click();
    assertThat(browser.all("#candidates th").get(2).getAttribute("aria-sort"))
        .isEqualTo("descending");
    assertThat(browser.all("#candidates tbody tr")).hasSizeLessThan(SamplePages.RANKED);
    browser.find("#candidates .more button").click();
    assertThat(browser.all("#candidates .more button").get(0).isDisplayed()).isFalse();
    List<Double> falling = numbers("#candidates td:nth-child(3)");
    assertThat(falling)
        .hasSize(SamplePages.RANKED)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    score.click();
    assertThat(browser.all("#candidates th").get(2).getAttribute("aria-sort"))
        .isEqualTo("ascending");
    assertThat(numbers("#candidates td:nth-child(3)")).isSorted();

    browser.find("#candidates-filter").sendKeys("ONERROR");
    assertThat(browser.texts("#candidates td:nth-child(2)")).containsExactly(SamplePages.HOSTILE);
    assertThat(browser.find("#candidates output").getText()).isEqualTo("1 of 40 rows");
    browser.find("#candidates .tools button").click();
    Path file = downloads.resolve("candidates.csv");
    Browser.await(() -> Files.exists(file));
    assertThat(Files.readString(file))
        .startsWith("rank,architecture,score,std,cifar10_test\n")
        .contains("\"" + SamplePages.HOSTILE.replace("\"", "\"\"") + "\",1,0.1,94\n")
        .hasLineCount(2);
  }

  private static List<Double> numbers(String selector) {
    return browser.texts(selector).stream().map(Double::valueOf).toList();
  }

  @Test
  void namesAreTextWhereverTheyAppear() {
    browser.open(page, WIDE, false);
    assertThat(browser.find("h1").getText()).isEqualTo("Report of " + SamplePages.HOSTILE);
    browser.run(
        "echarts.getInstanceByDom(document.getElementById('predictions-10-all')).dispatchAction("
            + "{type: 'showTip', seriesIndex: 1, dataIndex: 0})");
    assertThat(browser.find("#predictions-10-all").getText()).contains("onerror");
    assertThat(browser.all("img, b, i")).isEmpty();
    assertThat(browser.run("return document.title")).isEqualTo("Report of " + SamplePages.HOSTILE);
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void aPhoneNeedsNoSidewaysScrolling() {
    browser.open(page, NARROW, false);
    assertThat(
            browser.count(
                "document.querySelector('#quality-tau svg').getBoundingClientRect().width"))
        .isGreaterThan(300);
    assertThat(browser.count("document.documentElement.scrollWidth")).isLessThanOrEqualTo(NARROW);
    assertThat(
            browser.count(
                "Math.max(...[...document.querySelectorAll('.chart svg')].map(svg => "
                    + "svg.getBoundingClientRect().right))"))
        .isLessThanOrEqualTo(NARROW);
    assertThat(browser.find("#quality-tau").getText()).contains("ridge");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void darkIsAppliedAndFollowed() {
    browser.open(page, WIDE, true);
    assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(15, 18, 22)");
    assertThat(shapes("predictions-10-all", "fill", "#56B4E9")).isPositive();
    browser.prefer(false);
    assertThat(browser.run("return getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(246, 247, 249)");
    assertThat(shapes("predictions-10-all", "fill", BLUE)).isPositive();
    assertThat(shapes("predictions-10-all", "fill", "#56B4E9")).isZero();
  }

  /** The pictures are also for people to look at. */
  @Test
  void darkIsDarkAndLightIsLight() throws IOException {
    Path pictures = Files.createDirectories(Path.of("target", "report-pictures"));
    for (int width : new int[] {WIDE, NARROW}) {
      for (boolean dark : new boolean[] {false, true}) {
        browser.open(page, width, dark);
        byte[] picture = browser.picture(width, 3000);
        Files.write(
            pictures.resolve("%d-%s.png".formatted(width, dark ? "dark" : "light")), picture);
        double brightness = brightness(ImageIO.read(new ByteArrayInputStream(picture)));
        assertThat(brightness).isBetween(dark ? 0.02 : 0.85, dark ? 0.25 : 0.99);
      }
    }
  }

  private static double brightness(BufferedImage picture) {
    return IntStream.range(0, picture.getWidth() * picture.getHeight())
        .map(i -> picture.getRGB(i % picture.getWidth(), i / picture.getWidth()))
        .mapToDouble(rgb -> ((rgb >> 16 & 255) + (rgb >> 8 & 255) + (rgb & 255)) / 765.0)
        .average()
        .orElseThrow();
  }

  @Test
  void theKeyboardReachesEverything() {
    browser.open(page, WIDE, false);
    WebElement filter = browser.find("#candidates-filter");
    filter.click();
    filter.sendKeys(
        Keys.TAB, Keys.TAB, Keys.TAB); // Over export and the table itself, which scrolls.
    WebElement focused = (WebElement) browser.run("return document.activeElement");
    assertThat(focused.getText()).isEqualTo("rank");
    assertThat(focused.getCssValue("outline-style")).isEqualTo("solid");
    focused.sendKeys(Keys.ENTER);
    assertThat(browser.all("#candidates th").get(0).getAttribute("aria-sort"))
        .isEqualTo("descending");
  }

  @Test
  void everyChartHasWordsAndNumbers() {
    browser.open(page, WIDE, false);
    assertThat(browser.all(".chart"))
        .isNotEmpty()
        .allSatisfy(
            chart -> {
              assertThat(chart.getAttribute("role")).isEqualTo("img");
              assertThat(chart.getAttribute("aria-label")).containsPattern("\\d");
            });
    assertThat(browser.all("figure details table")).hasSameSizeAs(browser.all("figure"));
    assertThat(browser.all(".scroll"))
        .allSatisfy(table -> assertThat(table.getAttribute("aria-label")).isNotBlank());
    assertThat(browser.texts("footer"))
        .first()
        .asString()
        .contains("ParzC 1.2.3", "Apache ECharts 5.3.1");
  }
}
