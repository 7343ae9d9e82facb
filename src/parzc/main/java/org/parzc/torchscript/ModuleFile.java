package org.parzc.torchscript;

import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.parzc.InputException;
import org.parzc.files.Reason;
import org.parzc.labels.CsvTable;

/**
 * A file that holds one module.
 *
 * @param id name of the network
 * @param path the file
 * @param sha256 of its content, 64 hexadecimal digits
 */
record ModuleFile(String id, Path path, String sha256) {
  private static final String EXTENSION = ".pt";
  private static final int SHOWN_DIGITS = 12;

  /**
   * Returns the files of a directory, in the order of their names, or those of a manifest, in the
   * order of its lines.
   *
   * @throws InputException if there are none, one cannot be read, or two have one id
   */
  static List<ModuleFile> all(String argument) {
    Path place;
    try {
      place = Path.of(argument);
    } catch (InvalidPathException e) {
      throw new InputException(
          "%s torchscript: not a path: %s"
              .formatted(InputException.setting("space"), e.getMessage()),
          e);
    }
    if (Files.isDirectory(place)) {
      return inDirectory(place);
    }
    if (argument.toLowerCase(Locale.ROOT).endsWith(".csv")) {
      return inManifest(place);
    }
    throw new InputException(
        "%s: expected a directory of %s files or a .csv manifest, found %s"
            .formatted(
                place, EXTENSION, Files.exists(place) ? "another file" : "nothing of that name"));
  }

  private static List<ModuleFile> inDirectory(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      List<ModuleFile> files =
          entries
              .filter(Files::isRegularFile)
              .filter(file -> file.getFileName().toString().endsWith(EXTENSION))
              .sorted()
              .map(file -> of(MoreFiles.getNameWithoutExtension(file), file))
              .toList();
      if (files.isEmpty()) {
        throw new InputException("%s: found no %s files".formatted(directory, EXTENSION));
      }
      return files;
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(directory, Reason.of(e)), e);
    }
  }

  private static List<ModuleFile> inManifest(Path manifest) {
    CsvTable table = CsvTable.open(manifest);
    int idColumn = table.column("id");
    int fileColumn = table.column("file");
    Map<String, Integer> lines = new HashMap<>();
    List<ModuleFile> files = new ArrayList<>();
    table.forEach(
        row -> {
          String id = row.fields().get(idColumn).strip();
          if (id.isEmpty()) {
            throw table.wrong(
                row, idColumn, 0, "id: found nothing, expected the name of a network");
          }
          Integer before = lines.putIfAbsent(id, row.line());
          if (before != null) {
            throw table.wrong(
                row, idColumn, 0, "id: '%s' is that of line %d".formatted(id, before));
          }
          try {
            files.add(of(id, manifest.resolveSibling(row.fields().get(fileColumn).strip())));
          } catch (InputException | InvalidPathException e) {
            throw table.wrong(row, fileColumn, 0, "file: " + e.getMessage());
          }
        });
    return List.copyOf(files);
  }

  private static ModuleFile of(String id, Path path) {
    return new ModuleFile(id, path, hash(path));
  }

  private static String hash(Path path) {
    if (!Files.isRegularFile(path)) {
      throw new InputException(path + ": no such file");
    }
    try {
      return MoreFiles.asByteSource(path).hash(Hashing.sha256()).toString();
    } catch (IOException e) {
      throw new InputException("%s: cannot be read: %s".formatted(path, Reason.of(e)), e);
    }
  }

  /**
   * Returns the name of this version of the network: its id, an at sign and the first digits of the
   * hash.
   */
  String version() {
    return id + "@" + sha256.substring(0, SHOWN_DIGITS);
  }

  /**
   * @throws InputException if the file is not what it was when it was hashed
   */
  void requireUnchanged() {
    if (!hash(path).equals(sha256)) {
      throw new InputException(path + ": has changed since this command started");
    }
  }
}
