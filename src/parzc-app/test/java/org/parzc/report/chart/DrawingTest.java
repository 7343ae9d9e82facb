package org.parzc.report.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Random;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.evaluation.Predictions;
import org.parzc.labels.Direction;

/** The charts of pages, drawn without a browser. */
@Tag("slow")
class DrawingTest {
  @TempDir Path folder;

  @Test
  void drawsEveryKindOfChart() throws Exception {
    try (Drawing drawing = new Drawing()) {
      for (Chart chart : ChartsTest.all().toList()) {
        drawing.write(folder, chart);
        File svg = folder.resolve(chart.id() + ".svg").toFile();
        assertThat(
                DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(svg)
                    .getDocumentElement()
                    .getAttribute("height"))
            .isEqualTo(String.valueOf(chart.height()));
        BufferedImage picture = ImageIO.read(folder.resolve(chart.id() + ".png").toFile());
        assertThat(picture.getWidth()).isEqualTo(1360);
        assertThat(picture.getHeight()).isEqualTo(2 * chart.height());
        assertThat(picture.getRGB(2, picture.getHeight() - 2)).as("white").isEqualTo(0xffffffff);
        assertThat(inked(picture)).as(chart.id()).isBetween(0.002, 0.8);
      }
    }
    assertThat(points(folder.resolve("b.svg"), "#0072B2")).isEqualTo(36);
    assertThat(points(folder.resolve("b.svg"), "#D55E00")).isEqualTo(4);
    assertThat(
            DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("a.svg").toFile())
                .getDocumentElement()
                .getTextContent())
        .contains("MABN <b>default</b>");
  }

  @Test
  @Tag("thorough")
  void drawsThousandsOfPoints() throws IOException {
    int points = 3_000;
    double[] values = new Random(1).doubles(points).toArray();
    try (Drawing drawing = new Drawing()) {
      drawing.write(
          folder,
          PredictionChart.all(
              "many",
              "78 labels",
              "points",
              new PredictionChart.Label("accuracy", Direction.HIGHER_IS_BETTER),
              new Predictions(Collections.nCopies(points, "cell"), values, values, new double[0])));
    }
    assertThat(points(folder.resolve("many.svg"), "#0072B2")).isEqualTo(2_700);
    assertThat(inked(ImageIO.read(folder.resolve("many.png").toFile()))).isPositive();
  }

  /** The second close must not leave an engine that is another's. */
  @Test
  void aClosedDrawingDrawsNoMore() {
    try (Drawing open = new Drawing()) {
      Drawing closed = new Drawing();
      closed.close();
      closed.close();
      Chart chart = ChartsTest.all().findFirst().orElseThrow();
      assertThatThrownBy(() -> closed.svg(chart)).isInstanceOf(IllegalStateException.class);
      assertThat(open.svg(chart)).contains("<svg");
    }
  }

  private static double inked(BufferedImage picture) {
    long inked = 0;
    for (int y = 0; y < picture.getHeight(); y++) {
      for (int x = 0; x < picture.getWidth(); x++) {
        inked += picture.getRGB(x, y) == 0xffffffff ? 0 : 1;
      }
    }
    return (double) inked / picture.getWidth() / picture.getHeight();
  }

  private static long points(Path svg, String colour) throws IOException {
    return Pattern.compile("fill=\"" + colour + "\"")
        .matcher(Files.readString(svg))
        .results()
        .count();
  }
}
