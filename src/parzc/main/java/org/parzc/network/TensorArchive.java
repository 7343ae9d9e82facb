package org.parzc.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.parzc.InputException;

/** The zip archives in which LibTorch keeps modules and tensors, before it reads them. */
public final class TensorArchive {
  /** Pickles of tensors; each has a folder of its name for their values. */
  private static final List<String> PICKLES = List.of("data", "constants");

  private static final int LARGEST_PICKLE = 256 << 20;

  private TensorArchive() {}

  /**
   * Checks that every entry is what was written, by the checksums that the archive has, and that
   * every tensor has the bytes that it claims. LibTorch checks neither, and reads on behind what is
   * there.
   *
   * @throws InputException if an entry was changed, a tensor has fewer bytes, or the file is not
   *     such an archive
   */
  public static void requireComplete(Path file) {
    try (ZipFile archive = new ZipFile(file.toFile())) {
      String root =
          archive.stream()
              .findFirst()
              .map(ZipEntry::getName)
              .filter(name -> name.contains("/"))
              .map(name -> name.substring(0, name.indexOf('/') + 1))
              .orElse("");
      if (archive.stream().map(ZipEntry::getName).distinct().count() != archive.size()) {
        throw wrong(file, "two of its entries have one name");
      }
      for (ZipEntry entry : Collections.list(archive.entries())) {
        requireUnchanged(file, archive, entry);
      }
      for (String pickle : PICKLES) {
        ZipEntry entry = archive.getEntry(root + pickle + ".pkl");
        if (entry == null) {
          throw wrong(file, "it has no " + pickle + ".pkl");
        }
        try (InputStream in = archive.getInputStream(entry)) {
          List<PickledStorages.Storage> storages =
              PickledStorages.of(in.readNBytes(LARGEST_PICKLE))
                  .orElseThrow(() -> wrong(file, "its " + pickle + ".pkl is damaged"));
          for (PickledStorages.Storage storage : storages) {
            ZipEntry values = archive.getEntry(root + pickle + "/" + storage.key());
            if (storage.bytes() > 0 && (values == null || values.getSize() < storage.bytes())) {
              throw wrong(
                  file,
                  "%s/%s: found %s, expected %d bytes"
                      .formatted(
                          pickle,
                          storage.key(),
                          values == null ? "nothing" : values.getSize(),
                          storage.bytes()));
            }
          }
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException(
          "%s: not a TorchScript module or other archive of LibTorch: %s"
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static void requireUnchanged(Path file, ZipFile archive, ZipEntry entry)
      throws IOException {
    try (CheckedInputStream in =
        new CheckedInputStream(archive.getInputStream(entry), new CRC32())) {
      long bytes = in.transferTo(OutputStream.nullOutputStream());
      if (bytes != entry.getSize() || in.getChecksum().getValue() != entry.getCrc()) {
        throw wrong(
            file,
            "its entry %s was changed after it was written: found %d bytes with CRC %08x, "
                    .formatted(entry.getName(), bytes, in.getChecksum().getValue())
                + "expected %d with %08x".formatted(entry.getSize(), entry.getCrc()));
      }
    }
  }

  private static InputException wrong(Path file, String why) {
    return new InputException(
        "%s: not a TorchScript module or other archive of LibTorch: %s".formatted(file, why));
  }
}
