package org.parzc.serve;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.google.common.collect.Lists;
import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;
import org.parzc.InputException;
import org.parzc.dataset.Example;
import org.parzc.files.BuildVersion;
import org.parzc.model.Scores;
import org.parzc.space.Architecture;
import org.parzc.statistics.ArchitectureStatistics;
import org.parzc.statistics.NodeStatistics;

/** What the server answers, path by path. Thread-safe. */
final class Endpoints {
  /** Found architectures to show, unless the client says how many. */
  private static final int TOP = 10;

  /** Searches to a page, unless the client says how many. */
  private static final int PAGE = 50;

  private static final int LARGEST_PAGE = 1_000;

  private final Service service;
  private final Measuring measuring;
  private final Optional<SearchJobs> jobs;
  private final ServerMetrics metrics;
  private final IntSupplier queued;

  /**
   * @param queued number of requests that wait or are worked on
   */
  Endpoints(
      Service service,
      Measuring measuring,
      Optional<SearchJobs> jobs,
      ServerMetrics metrics,
      IntSupplier queued) {
    this.service = service;
    this.measuring = measuring;
    this.jobs = jobs;
    this.metrics = metrics;
    this.queued = queued;
  }

  /** Returns all paths; those of searches only if there is a place for these. */
  List<Route> routes() {
    List<Route> routes =
        new ArrayList<>(
            List.of(
                Route.open("/healthz", call -> Answer.json(200, Map.of("status", "ok"))),
                new Route("/status", "GET", call -> Answer.json(200, status())),
                new Route(
                    "/metrics",
                    "GET",
                    call -> Answer.text(ServerMetrics.CONTENT_TYPE, metrics.text())),
                new Route("/score", "POST", this::score),
                new Route("/statistics", "POST", this::statistics)));
    jobs.ifPresent(
        searches -> {
          routes.add(new Route("/search", "POST", call -> ask(searches, call)));
          routes.add(new Route("/search", "GET", call -> list(searches, call)));
          routes.add(new Route("/search/{id}", "GET", call -> find(searches, call)));
          routes.add(new Route("/search/{id}", "DELETE", call -> forget(searches, call)));
        });
    routes.addAll(Assets.routes());
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

  /**
   * @param searches that wait or run; null if there is no place for any
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  private record Status(
      String version,
      String space,
      List<String> statistics,
      List<String> proxies,
      long extracted,
      int queue,
      Integer searches) {}

  private Status status() {
    return new Status(
        BuildVersion.VERSION,
        service.space().name(),
        service.contents().statistics(),
        service.contents().proxies(),
        service.extracted().getAsLong(),
        queued.getAsInt(),
        jobs.map(SearchJobs::pending).orElse(null));
  }

  private static Answer ask(SearchJobs searches, Route.Call call) {
    SearchJobs.Asked asked = searches.ask(JsonText.read(call.body(), SearchRequest.class, "body"));
    return Answer.json(
        asked.isNew() ? 202 : 200,
        view(searches, asked.job(), TOP),
        Map.of("Location", "/search/" + asked.job().id()));
  }

  private static Answer find(SearchJobs searches, Route.Call call) {
    int top = number(call, "top", TOP, 1, Integer.MAX_VALUE);
    return Answer.json(200, view(searches, searches.find(call.parameters().get("id")), top));
  }

  private static JobView view(SearchJobs searches, SearchJob job, int top) {
    return JobView.of(job, searches.state(job), top);
  }

  private static Answer forget(SearchJobs searches, Route.Call call) {
    return Answer.json(200, JobView.of(searches.forget(call.parameters().get("id"))));
  }

  private record Page(int total, List<JobView> searches) {}

  private static Answer list(SearchJobs searches, Route.Call call) {
    int offset = number(call, "offset", 0, 0, Integer.MAX_VALUE);
    int limit = number(call, "limit", PAGE, 1, LARGEST_PAGE);
    List<SearchJob> latestFirst = Lists.reverse(searches.all());
    return Answer.json(
        200,
        new Page(
            latestFirst.size(),
            latestFirst.stream().skip(offset).limit(limit).map(JobView::of).toList()));
  }

  private static int number(Route.Call call, String name, int usual, int least, int most) {
    String text = call.parameters().get(name);
    Integer number = text == null ? Integer.valueOf(usual) : Ints.tryParse(text);
    if (number == null || number < least || number > most) {
      throw new InputException(
          "%s: found '%s', expected a number from %d %s"
              .formatted(
                  name,
                  WebAccess.shown(text),
                  least,
                  most == Integer.MAX_VALUE ? "on" : "to " + most));
    }
    return number;
  }
}
