package org.parzc.cli;

import java.nio.file.Path;
import org.parzc.dataset.ExampleStore;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a store. Commands keep theirs in DuckDB, which all of them read. */
final class StoreFile implements ITypeConverter<Path> {
  @Override
  public Path convert(String text) {
    Path file = Path.of(text);
    if (ExampleStore.isJournal(file)) {
      throw new TypeConversionException(
          "found '%s', the name of a journal as Java programs keep it, expected another "
                  .formatted(text)
              + "ending, such as .duckdb");
    }
    return file;
  }
}
