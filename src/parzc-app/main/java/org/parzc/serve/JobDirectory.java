package org.parzc.serve;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.files.AtomicFile;
import org.parzc.files.CheckedJson;
import org.parzc.files.Reason;
import org.parzc.search.Search;
import org.parzc.search.SearchState;
import org.parzc.search.SearchStateFile;

/** The searches of one server on disk: for each its request and its state. Files appear whole or not at all. */
final class JobDirectory implements AutoCloseable {
  private static final String REQUEST = ".request.json";
  private static final String STATE = ".state.json";
  private static final CheckedJson CHECKED = new CheckedJson("search job", "choose another directory for jobs");

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
      lock = FileChannel.open(directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
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
   * Returns the requests that were accepted.
   *
   * @throws InputException if one was of a server with other statistics or another predictor, is damaged or was changed
   */
  List<SearchRequest> requests() {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(REQUEST)).sorted().map(this::request).toList();
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(directory, Reason.of(e)), e);
    }
  }

  private SearchRequest request(Path file) {
    SearchRequest request = JsonText.read(CHECKED.read(file).json(), SearchRequest.class, file.toString());
    if (!file.getFileName().toString().equals(request.id(service) + REQUEST)) {
      throw new InputException("%s: of a server with another predictor or other statistics; choose another directory "
          .formatted(file) + "for jobs");
    }
    return request;
  }

  /** @throws InputException if it cannot be written */
  void write(SearchRequest request) {
    AtomicFile.write(directory.resolve(request.id(service) + REQUEST),
        unfinished -> Files.write(unfinished, CHECKED.file(JsonText.write(request))));
  }

  /** @throws InputException if it is damaged */
  SearchState state(SearchRequest request, Search search) {
    return SearchStateFile.read(state(request), request.settings(service), search.space());
  }

  /** @throws InputException if it cannot be written */
  void write(SearchRequest request, SearchState state) {
    SearchStateFile.write(state(request), request.settings(service), state);
  }

  private Path state(SearchRequest request) {
    return directory.resolve(request.id(service) + STATE);
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
