package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.Streams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.InputException;
import org.parzc.OwnJar;
import org.parzc.dataset.Example;
import org.parzc.model.AlignedEncoder;
import org.parzc.model.Feature;
import org.parzc.model.FeatureEncoder;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorFiles;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NetworkProxy;
import org.parzc.statistics.Quantity.Scale;
import org.parzc.statistics.Scales;
import org.parzc.statistics.Statistic;
import org.parzc.statistics.Statistics;
import org.parzc.statistics.ZeroCostProxy;
import org.parzc.store.DuckDbStore;

/** A statistic and a proxy in a user's jar, which this process does not have on its class path. */
@Tag("slow")
class OwnStatisticTest {
  private static final Path PAGE = Path.of("docs", "add-a-statistic.md");
  private static final String PROXY =
      """
      package com.example;

      import java.util.OptionalDouble;
      import java.util.Set;
      import org.parzc.passes.Pass;
      import org.parzc.passes.PassResults;
      import org.parzc.statistics.NetworkProxy;

      public final class SignedFlow implements NetworkProxy {
        public String name() { return "%s"; }
        public String formula() { return "Σ_nodes Σ w·g"; }
        public Scale scale() { return Scale.SIGNED; }
        public Set<Pass> passes() { return Set.of(Pass.GRADIENT); }
        public OptionalDouble of(PassResults results) {
          return OptionalDouble.of(results.sums().gradients().get().stream().mapToDouble(sums -> sums.wg()).sum());
        }
      }
      """;

  @TempDir private Path folder;

  /** Compiles a public class and packs it into a jar that names it as a service. */
  private Path jar(String name, Map<Class<?>, String> sources) throws IOException {
    Path classes = Files.createDirectory(folder.resolve(name));
    Path jar = folder.resolve(name + ".jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<Class<?>, String> service : sources.entrySet()) {
        Matcher type = Pattern.compile("public final class (\\w+)").matcher(service.getValue());
        assertThat(type.find()).isTrue();
        Path source =
            Files.writeString(classes.resolve(type.group(1) + ".java"), service.getValue());
        assertThat(
                ToolProvider.getSystemJavaCompiler()
                    .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-d",
                        classes.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        source.toString()))
            .isZero();
        String path = "com/example/" + type.group(1) + ".class";
        add(out, path, Files.readAllBytes(classes.resolve(path)));
        add(
            out,
            "META-INF/services/" + service.getKey().getName(),
            ("com.example." + type.group(1)).getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private static void add(JarOutputStream jar, String name, byte[] content) throws IOException {
    jar.putNextEntry(new JarEntry(name));
    jar.write(content);
    jar.closeEntry();
  }

  @Test
  void isMeasuredStoredReadAgainAndLearntFromOnItsOwnScale()
      throws IOException, InterruptedException {
    Path jar =
        jar(
            "own",
            Map.of(
                Statistic.class,
                OwnJar.codeOf(PAGE),
                NetworkProxy.class,
                PROXY.formatted("signed_flow")));
    Path store = folder.resolve("store.duckdb");
    Path model = folder.resolve("model");
    Path labels = Files.writeString(folder.resolve("labels.csv"), labels());
    Cli.Result trained =
        Cli.runWith(
            List.of(jar),
            folder,
            "train",
            "--labels",
            labels,
            "--store",
            store,
            "--model",
            model,
            "--preset",
            "default/epochs=1",
            "--channels",
            "4",
            "--cells",
            "1",
            "--batch-size",
            "4",
            "--statistics",
            "l2_norm,grad_norm,relative_gradient",
            "--proxies",
            "nwot,signed_flow");
    assertThat(trained.code()).as(trained.err()).isZero();

    // From here on without the jar.
    assertThat(Statistics.nodeWise())
        .extracting(Statistic::name)
        .doesNotContain("relative_gradient");
    try (DuckDbStore read = DuckDbStore.openReadOnly(store)) {
      assertThat(read.contents().statistics())
          .containsExactly("l2_norm", "grad_norm", "relative_gradient");
      assertThat(read.contents().provenance().facts())
          .containsEntry("statistic_scales", "relative_gradient=positive")
          .containsEntry("proxy_scales", "signed_flow=signed");
      List<ArchitectureStatistics> all = read.read();
      assertThat(all)
          .isNotEmpty()
          .allSatisfy(
              one -> {
                assertThat(one.recorded().scales())
                    .isEqualTo(
                        new Scales(
                            Map.of("relative_gradient", Scale.POSITIVE),
                            Map.of("signed_flow", Scale.SIGNED)));
                one.nodes()
                    .forEach(
                        node ->
                            assertThat(node.values().get("relative_gradient"))
                                .isCloseTo(
                                    node.values().get("grad_norm") / node.values().get("l2_norm"),
                                    within(1e-12)));
              });
      featuresAreOnItsScale(all);
      assertThat(ZeroCostProxy.directed(all))
          .extracting(ZeroCostProxy::name)
          .containsExactly(
              "#params",
              "FLOPs",
              "Σ l2_norm",
              "Σ grad_norm",
              "Σ relative_gradient",
              "nwot",
              "signed_flow");
      isReadAgain(model, all.stream().map(OwnStatisticTest::example).toList());
    }
  }

  private static String labels() {
    StringBuilder labels = new StringBuilder("architecture,accuracy\n");
    for (long cell = 100; cell < 15_000; cell += 1_300) {
      labels.append("%s,%d%n".formatted(Cli.SPACE.withIndex(cell).text(), cell / 200));
    }
    return labels.toString();
  }

  private static Example example(ArchitectureStatistics statistics) {
    return new Example(statistics, Map.of());
  }

  private static void featuresAreOnItsScale(List<ArchitectureStatistics> all) {
    AlignedEncoder encoder =
        (AlignedEncoder)
            FeatureEncoder.fit(
                FeatureEncoder.Kind.ALIGNED, all.stream().map(OwnStatisticTest::example).toList());
    assertThat(mean(encoder, new Feature.Sum("relative_gradient")))
        .isCloseTo(
            average(
                all,
                one ->
                    Math.log(
                        one.nodes().stream()
                            .mapToDouble(node -> node.values().get("relative_gradient"))
                            .sum())),
            within(1e-9));
    assertThat(mean(encoder, new Feature.Proxy("signed_flow")))
        .isCloseTo(
            average(
                all,
                one -> {
                  double flow = one.proxies().get("signed_flow");
                  return Math.signum(flow) * Math.log(1 + Math.abs(flow) / 1e-4);
                }),
            within(1e-9));
  }

  private static double mean(AlignedEncoder encoder, Feature feature) {
    return encoder.columns().stream()
        .filter(column -> column.feature().equals(feature))
        .findFirst()
        .orElseThrow()
        .mean();
  }

  private static double average(
      List<ArchitectureStatistics> all, ToDoubleFunction<ArchitectureStatistics> value) {
    return all.stream().mapToDouble(value).filter(Double::isFinite).average().orElseThrow();
  }

  /** A predictor knows the scales that it was trained with. */
  private static void isReadAgain(Path model, List<Example> examples) {
    try (Predictor predictor = PredictorFiles.load(model).predictor()) {
      AlignedEncoder encoder = (AlignedEncoder) predictor.encoder();
      assertThat(encoder.inputs().statistics()).contains("relative_gradient");
      AlignedEncoder again =
          new AlignedEncoder(encoder.columns(), examples.get(0).statistics().recorded().scales());
      assertThat(
              Streams.zip(
                  examples.stream(),
                  examples.stream(),
                  (a, b) -> List.of(encoder.encode(a), again.encode(b))))
          .allSatisfy(both -> assertThat(both.get(0)).containsExactly(both.get(1)));
      assertThatThrownBy(() -> new AlignedEncoder(encoder.columns(), Scales.OURS))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("statistic 'relative_gradient': found no scale of it");
    }
  }

  @Test
  void isListed() throws IOException, InterruptedException {
    Path jar = jar("own", Map.of(Statistic.class, OwnJar.codeOf(PAGE)));
    Cli.Result listed = Cli.runWith(List.of(jar), folder, "spaces");
    assertThat(listed.code()).as(listed.err()).isZero();
    assertThat(listed.out())
        .containsPattern("(?m)^synflow_bn .*not by default\n(?s)relative_gradient +‖g‖₂ / ‖w‖₂\n");
  }

  @Test
  void theNameOfOursIsRefusedWithJarAndClass() throws IOException, InterruptedException {
    Path jar = jar("clash", Map.of(NetworkProxy.class, PROXY.formatted("zen")));
    Cli.Result refused = Cli.runWith(List.of(jar), folder, "spaces");
    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err().strip())
        .isEqualTo(
            ("parzc: %s: network-level proxy com.example.SignedFlow: found the "
                    + "name 'zen' of ParZC's own network-level proxy, expected another name")
                .formatted(jar));
  }
}
