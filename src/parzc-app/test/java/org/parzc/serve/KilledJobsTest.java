package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Draws;
import org.parzc.Hostile;
import org.parzc.InputException;
import org.parzc.Seeded;
import org.parzc.SystemCalls;
import org.parzc.dataset.Example;
import org.parzc.files.Provenance;
import org.parzc.search.Budget;
import org.parzc.search.Cost;
import org.parzc.search.Costs;
import org.parzc.search.Objective;
import org.parzc.search.Search;
import org.parzc.search.SearchAlgorithms;
import org.parzc.search.SearchState;
import org.parzc.store.StoreContents;

/**
 * A server that keeps searches is killed at its system calls that change their directory, or
 * refused them: every search that it accepted is there, with the last state that it kept or a later
 * one, and the next server goes on. Damage is refused.
 */
@Timeout(600)
@Tag("slow")
class KilledJobsTest {
  private static final Service SERVICE =
      new Service(
          TestService.SPACE,
          null,
          1,
          architectures -> List.<Example>of(),
          new StoreContents(Provenance.NONE, List.of(), List.of()),
          () -> 0,
          Costs.sizes(TestService.SPACE, TestService.SPACE.defaultSkeleton()),
          Provenance.of("statistics", "none"));
  private static final int STATES = 2;

  @TempDir private Path folder;

  /** The process to kill: accepts two searches, and keeps two states of each. */
  static final class Keeper {
    private Keeper() {}

    public static void main(String[] arguments) {
      try {
        keep(Path.of(arguments[0]), System.out::println);
      } catch (InputException e) {
        System.out.println(e.getMessage());
        System.exit(SystemCalls.REFUSED);
      }
    }

    private static void keep(Path directory, Consumer<String> told) {
      try (JobDirectory jobs = new JobDirectory(directory, SERVICE)) {
        for (int seed = 1; seed <= 2; seed++) {
          jobs.write(request(seed));
          told.accept("accepted " + seed);
          for (int generation = 1; generation <= STATES; generation++) {
            jobs.states(request(seed)).keep(state(generation));
            told.accept("kept " + seed + " " + generation);
          }
        }
      }
    }
  }

  private static SearchRequest request(int seed) {
    String json = "{\"objective\":\"proxy:params\",\"evaluations\":9,\"seed\":%d}".formatted(seed);
    return SearchRequest.of(
        JsonText.read(json.getBytes(StandardCharsets.UTF_8), SearchRequest.class, "test").spec());
  }

  private static SearchState state(int generation) {
    return Search.of(TestService.SPACE)
        .algorithm(SearchAlgorithms.named("evolution", OptionalInt.of(4)))
        .maximise(new Objective.Size(new Cost("length", one -> one.text().length())))
        .seed(1)
        .run(Budget.generations(generation));
  }

  @Seeded(tries = 1)
  @Tag("thorough")
  void everySearchThatWasAcceptedIsThere(Draws draws) throws Exception {
    Path directory = folder.resolve("jobs");
    SystemCalls keeper = new SystemCalls(Keeper.class, directory, () -> {});
    keeper.disturb(
        keeper.calls(3, draws),
        draws,
        (place, end) -> {
          try (JobDirectory jobs = new JobDirectory(directory, SERVICE)) {
            List<String> ids = jobs.requests().stream().map(jobs::id).toList();
            for (int seed = 1; seed <= 2; seed++) {
              int generation = jobs.states(request(seed)).read().generation();
              if (end.lines().contains("accepted " + seed)) {
                assertThat(ids).as(place).contains(jobs.id(request(seed)));
              }
              for (int kept = 1; kept <= STATES; kept++) {
                if (end.lines().contains("kept " + seed + " " + kept)) {
                  assertThat(generation).as(place).isGreaterThanOrEqualTo(kept);
                }
              }
            }
          }
          Keeper.keep(directory, what -> {});
          assertThat(keeper.names()).as(place).hasSize(5).contains("lock");
        });
  }

  @Seeded(tries = 1)
  void damageIsRefused(Draws draws) throws Exception {
    try (JobDirectory jobs = new JobDirectory(folder.resolve("damaged"), SERVICE)) {
      jobs.write(request(1));
      jobs.states(request(1)).keep(state(1));
      String id = jobs.id(request(1));
      Hostile.isRefusedOrMeansTheSame(
          folder.resolve("damaged").resolve(id + ".request.json"),
          () -> jobs.requests().stream().map(jobs::id).toList(),
          100,
          draws);
      Hostile.isRefusedOrMeansTheSame(
          folder.resolve("damaged").resolve(id + ".state.json"),
          () -> {
            SearchState state = jobs.states(request(1)).read();
            return List.of(
                state.generation(), state.population(), List.copyOf(state.evaluations()));
          },
          100,
          draws);
    }
  }
}
