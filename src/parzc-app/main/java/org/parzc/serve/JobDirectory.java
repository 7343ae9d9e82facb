package org.parzc.serve;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.files.CheckedJson;
import org.parzc.files.Provenance;
import org.parzc.files.Reason;
import org.parzc.search.SearchState;
import org.parzc.search.SearchStateFile;
import org.parzc.search.StateKeeper;

/**
 * The searches of one server on disk: for each its request and its state. Files appear whole or not
 * at all.
 */
final class JobDirectory implements AutoCloseable {
  private static final String REQUEST = ".request.json";
  private static final String STATE = ".state.json";

  /** What else a user may have put there is not ours to remove. */
  private static final Pattern OURS = Pattern.compile("[0-9a-f]{32}" + Pattern.quote(STATE));

  private static final CheckedJson CHECKED =
      new CheckedJson("search job", "choose another directory for jobs");

  private final Path directory;
  private final Service service;
  private final FileChannel lock;
  private long next;

  /**
   * Opens a directory, and makes it if there is none.
   *
   * @throws InputException if it cannot be made, or another server has it
   */
  JobDirectory(Path directory, Service service) {
    this.directory = directory;
    this.service = service;
    try {
      Files.createDirectories(directory);
      lock =
          FileChannel.open(
              directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isMine(lock)) {
        lock.close();
        throw new InputException(directory + ": another server has these jobs");
      }
    } catch (IOException e) {
      throw new InputException("%s: cannot hold jobs: %s".formatted(directory, Reason.of(e)), e);
    }
  }

  private static boolean isMine(FileChannel channel) throws IOException {
    try {
      FileLock found = channel.tryLock();
      return found != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /**
   * A request as it is kept.
   *
   * @param provenance what scores of the server that accepted it depend on
   * @param request what was asked
   * @param number greater than those of the requests before it; files of 0.1 have none
   */
  private record Content(Provenance provenance, SearchRequest request, long number) {}

  /**
   * Returns the requests that were accepted, in the order in which they were.
   *
   * @throws InputException if one was of a server with other statistics or another predictor, is
   *     damaged or was changed
   */
  List<SearchRequest> requests() {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.sorted().toList();
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(directory, Reason.of(e)), e);
    }
    List<Content> accepted =
        files.stream()
            .filter(file -> file.toString().endsWith(REQUEST))
            .map(this::content)
            .sorted(Comparator.comparingLong(Content::number))
            .toList();
    accepted.forEach(one -> next = Math.max(next, one.number() + 1));
    List<SearchRequest> requests = accepted.stream().map(Content::request).toList();
    removeStatesBut(requests, files);
    return requests;
  }

  /** What a kill between the two files of a search that was removed left. */
  private void removeStatesBut(List<SearchRequest> requests, List<Path> files) {
    Set<String> kept =
        requests.stream().map(request -> id(request) + STATE).collect(Collectors.toSet());
    files.stream()
        .filter(file -> OURS.matcher(file.getFileName().toString()).matches())
        .filter(file -> !kept.contains(file.getFileName().toString()))
        .forEach(JobDirectory::remove);
  }

  private Content content(Path file) {
    Content content = JsonText.read(CHECKED.read(file).json(), Content.class, file.toString());
    if (content.provenance() == null || content.request() == null) {
      throw new InputException(
          "%s: found no provenance or no request, expected both; choose another directory for jobs"
              .formatted(file));
    }
    content.provenance().requireSame(file, service.provenance().sorted());
    if (!file.getFileName().toString().equals(id(content.request()) + REQUEST)) {
      throw new InputException(
          "%s: found the request of %s; choose another directory for jobs"
              .formatted(file, id(content.request())));
    }
    return content;
  }

  /**
   * @throws InputException if it cannot be written
   */
  void write(SearchRequest request) {
    AtomicFile.write(
        directory.resolve(id(request) + REQUEST),
        unfinished ->
            Files.write(
                unfinished,
                CHECKED.file(
                    JsonText.write(new Content(service.provenance().sorted(), request, next++)))));
  }

  /**
   * Removes a request and what is kept of its search.
   *
   * @throws InputException if it cannot be removed
   */
  void remove(SearchRequest request) {
    remove(directory.resolve(id(request) + REQUEST));
    remove(directory.resolve(id(request) + STATE));
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new InputException("%s: cannot be removed: %s".formatted(file, Reason.of(e)), e);
    }
  }

  /** Returns where a search is kept. */
  StateKeeper<SearchState> states(SearchRequest request) {
    return SearchStateFile.keeper(
        directory.resolve(id(request) + STATE), settings(request), service.space());
  }

  /** Returns everything that the result of a search depends on. */
  private Provenance settings(SearchRequest request) {
    return service
        .provenance()
        .with("request", new String(JsonText.write(request), StandardCharsets.UTF_8))
        .sorted();
  }

  /**
   * Returns the name of a search: the same for the same request to a server with the same
   * provenance.
   */
  String id(SearchRequest request) {
    Hasher hash = Hashing.sha256().newHasher();
    settings(request)
        .facts()
        .forEach(
            (key, value) ->
                hash.putInt(key.length())
                    .putUnencodedChars(key)
                    .putInt(value.length())
                    .putUnencodedChars(value));
    return hash.hash().toString().substring(0, 32);
  }

  /** Leaves the directory to others. */
  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new InputException("%s: cannot be closed: %s".formatted(directory, Reason.of(e)), e);
    }
  }
}
