package org.parzc.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.parzc.dataset.Example;
import org.parzc.dataset.ExampleSource;
import org.parzc.dataset.LabelledExamples;
import org.parzc.files.Provenance;
import org.parzc.model.Examples;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorSettings;
import org.parzc.search.Costs;
import org.parzc.space.Architecture;
import org.parzc.space.EnumerableSpace;
import org.parzc.spaces.nasbench.NasBench201;
import org.parzc.store.StoreContents;

/** A service whose statistics are made up, by what is asked for: no network is ever run. */
final class TestService implements AutoCloseable {
  static final EnumerableSpace SPACE = new NasBench201();
  static final Limits LIMITS = limits(8, Duration.ofSeconds(30), Duration.ofSeconds(20));
  static final int DRAWS = 3;

  final Predictor predictor;

  /** What the source was asked for. */
  private final List<Architecture> asked = new ArrayList<>();

  private final List<AutoCloseable> servers = new ArrayList<>();

  TestService() {
    List<Example> examples =
        IntStream.range(0, 12).mapToObj(i -> example(architecture(i))).toList();
    predictor =
        Predictor.train(
            new LabelledExamples(examples, Examples.labels(examples)),
            PredictorSettings.preset("default/members=2/epochs=2"),
            0);
  }

  /** Returns limits that no test comes to but for those given. */
  static Limits limits(int queue, Duration request, Duration stop) {
    return limits(queue, SearchLimits.USUAL, request, stop);
  }

  static Limits limits(int queue, SearchLimits searches, Duration request, Duration stop) {
    return new Limits(4_096, queue, searches, 64, request, Duration.ofSeconds(30), stop);
  }

  static Architecture architecture(int number) {
    return SPACE.at(number * 4_621L % SPACE.size());
  }

  static Example example(Architecture architecture) {
    Example random = Examples.learnable(1, architecture.text().hashCode()).get(0);
    return new Example(random.statistics().as(architecture.text()), random.topology());
  }

  /** Returns the made-up statistics, and keeps in mind what was asked for. */
  synchronized List<Example> examples(List<Architecture> architectures) {
    asked.addAll(architectures);
    return architectures.stream().map(TestService::example).toList();
  }

  synchronized boolean isAsked(Architecture architecture) {
    return asked.contains(architecture);
  }

  private synchronized long extracted() {
    return asked.size();
  }

  Service service(ExampleSource source) {
    return service(source, Provenance.of("statistics", "made up"));
  }

  Service service(ExampleSource source, Provenance provenance) {
    return new Service(
        SPACE,
        predictor,
        DRAWS,
        source,
        new StoreContents(Provenance.NONE, List.of("grad_norm", "snip"), List.of("zen")),
        this::extracted,
        Costs.sizes(SPACE, SPACE.defaultSkeleton()),
        provenance);
  }

  /** Returns a token from a file that its owner alone may read. */
  static AccessToken token(Path folder, String text) throws IOException {
    Path file = Files.writeString(folder.resolve("token"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return AccessToken.read(file);
  }

  /** Starts a server at a free port, which is closed with this. */
  Server start(Service service, Limits limits, Optional<AccessToken> token, Optional<Path> jobs) {
    ServerSettings settings =
        new ServerSettings(ServerSettings.address("127.0.0.1", 0), token, WebAccess.OWN, limits);
    return started(Server.start(service, settings, jobs));
  }

  /** Starts a server at a free port that answers web pages of others too. */
  Server start(WebAccess web, Path jobs) {
    ServerSettings settings =
        new ServerSettings(ServerSettings.address("127.0.0.1", 0), Optional.empty(), web, LIMITS);
    return started(Server.start(service(this::examples), settings, Optional.of(jobs)));
  }

  private Server started(Server server) {
    servers.add(server);
    return server;
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable server : servers) {
      server.close();
    }
    predictor.close();
  }
}
