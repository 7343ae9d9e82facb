package org.parzc.cli;

import com.google.common.net.InetAddresses;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.parzc.dataset.ExampleStore;
import org.parzc.extraction.Extraction;
import org.parzc.files.Provenance;
import org.parzc.model.Predictor;
import org.parzc.model.PredictorFiles;
import org.parzc.network.Device;
import org.parzc.search.Costs;
import org.parzc.serve.AccessToken;
import org.parzc.serve.Server;
import org.parzc.serve.ServerSettings;
import org.parzc.serve.Service;
import org.parzc.serve.WebAccess;
import org.parzc.space.SearchSpace;
import org.parzc.store.DuckDbStores;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Answers programs in other languages. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Scores, statistics and searches over HTTP with JSON, until Ctrl-C or SIGTERM.",
      "A page for people at /, the API's description at /openapi.json."
    },
    footer = {"", "Example:", "  parzc serve --model mabn --store cells.duckdb --jobs jobs"})
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Mixin private SpaceOptions spaceOptions;

  @Mixin private SourceOptions sources;

  @Mixin private CostOptions costOptions;

  @Mixin private InvalidOption invalid;

  @Option(
      names = "--model",
      required = true,
      paramLabel = "FILE",
      description = "A predictor that 'parzc train' wrote.")
  private Path model;

  @Option(
      names = "--jobs",
      paramLabel = "DIR",
      description =
          "Where searches are kept, and go on from after a restart; without it there is no"
              + " /search.")
  private Path jobs;

  @Option(
      names = "--draws",
      defaultValue = "" + Predictor.DRAWS,
      paramLabel = "N",
      description =
          "Draws from the posterior for the standard deviation of a score (default:"
              + " ${DEFAULT-VALUE}).")
  private int draws;

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      paramLabel = "ADDRESS",
      description =
          "Address to listen at (default: ${DEFAULT-VALUE}); others than loopback need"
              + " --token-file.")
  private String host;

  @Option(
      names = "--port",
      defaultValue = "8080",
      paramLabel = "N",
      description = "Port to listen at; 0 for any that is free (default: ${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description =
          "File with the token that every request but /healthz must carry: Authorization: Bearer"
              + " TOKEN.")
  private Path token;

  @Option(
      names = "--host-name",
      paramLabel = "NAME",
      description =
          "A name under which the server may be asked for, besides its address and localhost;"
              + " repeatable.")
  private List<String> names = List.of();

  @Option(
      names = "--allow-origin",
      paramLabel = "ORIGIN",
      description =
          "An origin whose web pages may ask, such as https://lab.example.org, besides the"
              + " server's own; repeatable.")
  private List<String> origins = List.of();

  @Mixin private ServerLimitOptions limits;

  @Override
  public Integer call() {
    Bounds.check("--draws", draws, 1, Bounds.REPETITIONS);
    ServerSettings settings =
        new ServerSettings(
            ServerSettings.address(host, port),
            Optional.ofNullable(token).map(AccessToken::read),
            WebAccess.of(names, origins),
            limits.limits());
    SearchSpace space = spaceOptions.space();
    ExampleStore store = sources.examples(space, Output.NONE);
    Extraction extraction = store.extraction();
    Costs costs =
        costOptions.costs(
            space, extraction.settings().skeleton(), invalid.entries(Output.of(spec)));
    Device device = sources.modelDevice();
    PredictorFiles.Loaded loaded =
        TrainedPredictor.load(
            model, extraction.provenance().with(ScoreOptions.KEY, ScoreOptions.NONE), device);
    try (StopRequest stop = new StopRequest();
        Predictor predictor = loaded.predictor();
        ExampleStore opened = store.opened()) {
      Provenance provenance =
          extraction
              .provenance()
              .with("predictor", loaded.sha256())
              .with(TrainedPredictor.provenance(device))
              .with(costs.facts());
      Service service =
          new Service(
              space,
              predictor,
              draws,
              opened,
              DuckDbStores.contents(extraction),
              opened::extracted,
              costs,
              provenance);
      try (Server server = Server.start(service, settings, Optional.ofNullable(jobs))) {
        serve(space, server.address(), stop);
        if (!server.stop()) {
          leave();
        }
      }
    }
    return 0;
  }

  private void serve(SearchSpace space, InetSocketAddress address, StopRequest stop) {
    Output output = Output.of(spec);
    output
        .results()
        .printf(
            "%s with %s at http://%s:%d; Ctrl-C stops%n",
            space.name(),
            model,
            InetAddresses.toUriString(address.getAddress()),
            address.getPort());
    stop.await();
    output.say("stopping%n");
  }

  /**
   * Ends the process as a kill would, which loses nothing: what runs on is inside LibTorch, and
   * what it uses cannot be closed.
   */
  private void leave() {
    Output.of(spec)
        .say(
            "still at work after %d s: ended without it; nothing answered is lost%n",
            limits.stopSeconds());
    Parzc.skipDestructors();
    Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE);
  }
}
