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
import java.util.List;
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
  private static final CheckedJson CHECKED =
      new CheckedJson("search job", "choose another directory for jobs");

  private final Path directory;
  private final Service service;
  private final FileChannel lock;

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
   */
  private record Content(Provenance provenance, SearchRequest request) {}

  /**
   * Returns the requests that were accepted.
   *
   * @throws InputException if one was of a server with other statistics or another predictor, is
   *     damaged or was changed
   */
  List<SearchRequest> requests() {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.toString().endsWith(REQUEST))
          .sorted()
          .map(this::request)
          .toList();
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(directory, Reason.of(e)), e);
    }
  }

  private SearchRequest request(Path file) {
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
    return content.request();
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
                CHECKED.file(JsonText.write(new Content(service.provenance().sorted(), request)))));
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
