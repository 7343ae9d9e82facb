package org.parzc.serve;

import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.model.Scores;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/** What the server answers, path by path. Thread-safe. */
final class Endpoints {
  /** Found architectures to show, unless the client says how many. */
  private static final int TOP = 10;

  private final Service service;
  private final Measuring measuring;
  private final Optional<SearchJobs> jobs;
  private final ServerMetrics metrics;

  Endpoints(
      Service service, Measuring measuring, Optional<SearchJobs> jobs, ServerMetrics metrics) {
    this.service = service;
    this.measuring = measuring;
    this.jobs = jobs;
    this.metrics = metrics;
  }

  /** Returns all paths; those of searches only if there is a place for these. */
  List<Route> routes() {
    List<Route> routes =
        new ArrayList<>(
            List.of(
                new Route(Server.HEALTH, "GET", call -> Answer.json(200, Map.of("status", "ok"))),
                new Route(
                    "/metrics",
                    "GET",
                    call -> Answer.text(ServerMetrics.CONTENT_TYPE, metrics.text())),
                new Route("/score", "POST", this::score),
                new Route("/statistics", "POST", this::statistics)));
    jobs.ifPresent(
        searches -> {
          routes.add(new Route("/search", "POST", call -> ask(searches, call)));
          routes.add(new Route("/search/{id}", "GET", call -> find(searches, call)));
        });
    return routes;
  }

  private record Score(String architecture, double score, double deviation) {}

  private record AllScores(List<Score> scores) {}

  private Answer score(Route.Call call) {
    List<Architecture> architectures = ArchitecturesRequest.read(call.body(), service.space());
    Scores scores = measuring.scores(architectures, call.deadline());
    metrics.scored(architectures.size());
    return Answer.json(
        200,
        new AllScores(
            IntStream.range(0, architectures.size())
                .mapToObj(
                    i ->
                        new Score(
                            architectures.get(i).text(),
                            scores.mean()[i],
                            scores.standardDeviation()[i]))
                .toList()));
  }

  private record Node(
      int index,
      String slot,
      String kind,
      List<Long> shape,
      long weights,
      boolean live,
      long nonFinite,
      Map<String, Double> values) {
    static Node of(NodeStatistics node) {
      return new Node(
          node.index(),
          node.slot().name(),
          node.kind(),
          node.shape(),
          node.weights(),
          node.live(),
          node.nonFinite(),
          node.values());
    }
  }

  private record Measured(
      String architecture,
      long parameters,
      long flops,
      int depth,
      Map<String, Double> proxies,
      List<Node> nodes) {
    static Measured of(Architecture architecture, ArchitectureStatistics statistics) {
      return new Measured(
          architecture.text(),
          statistics.parameters(),
          statistics.flops(),
          statistics.depth(),
          statistics.proxies(),
          statistics.nodes().stream().map(Node::of).toList());
    }
  }

  private record AllStatistics(List<Measured> statistics) {}

  private Answer statistics(Route.Call call) {
    List<Architecture> architectures = ArchitecturesRequest.read(call.body(), service.space());
    List<Example> examples = measuring.forRequest(architectures, call.deadline());
    return Answer.json(
        200,
        new AllStatistics(
            IntStream.range(0, architectures.size())
                .mapToObj(i -> Measured.of(architectures.get(i), examples.get(i).statistics()))
                .toList()));
  }

  private static Answer ask(SearchJobs searches, Route.Call call) {
    SearchJobs.Asked asked = searches.ask(JsonText.read(call.body(), SearchRequest.class, "body"));
    return Answer.json(
        asked.isNew() ? 202 : 200,
        asked.job().view(TOP),
        Map.of("Location", "/search/" + asked.job().id()));
  }

  private static Answer find(SearchJobs searches, Route.Call call) {
    String id = call.parameters().get("id");
    String top = call.parameters().getOrDefault("top", String.valueOf(TOP));
    Integer count = Ints.tryParse(top);
    if (count == null || count < 1) {
      throw new InputException("top: found '%s', expected a number from 1 on".formatted(top));
    }
    return searches
        .find(id)
        .map(job -> Answer.json(200, job.view(count)))
        .orElseThrow(() -> Refusal.of(404, "no search '%s'".formatted(id)));
  }
}
