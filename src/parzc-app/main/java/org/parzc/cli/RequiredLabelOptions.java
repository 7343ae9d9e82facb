package org.parzc.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options of a command, or of a choice in it, that cannot do without labels. */
final class RequiredLabelOptions extends LabelOptions {
  @Option(
      names = "--labels",
      required = true,
      paramLabel = "FILE",
      description = {
        "Architectures and their trained accuracy: CSV with a header, the .tfrecord of",
        "NAS-Bench-101, or a .json file of NDS or NAS-Bench-Suite-Zero."
      })
  private Path file;

  @Override
  Path file() {
    return file;
  }
}
