package org.parzc.network;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
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
   * Checks that every tensor has the bytes that it claims. LibTorch does not, and reads on behind them.
   *
   * @throws InputException if one has fewer, or the file is not such an archive
   */
  public static void requireComplete(Path file) {
    try (ZipFile archive = new ZipFile(file.toFile())) {
      String root = archive.stream().findFirst().map(ZipEntry::getName)
          .filter(name -> name.contains("/")).map(name -> name.substring(0, name.indexOf('/') + 1)).orElse("");
      if (archive.stream().map(ZipEntry::getName).distinct().count() != archive.size()) {
        throw wrong(file, "two of its entries have one name");
      }
      for (String pickle : PICKLES) {
        ZipEntry entry = archive.getEntry(root + pickle + ".pkl");
        if (entry == null) {
          throw wrong(file, "it has no " + pickle + ".pkl");
        }
        try (InputStream in = archive.getInputStream(entry)) {
          List<PickledStorages.Storage> storages = PickledStorages.of(in.readNBytes(LARGEST_PICKLE)).orElseThrow(
              () -> wrong(file, "its " + pickle + ".pkl is damaged"));
          for (PickledStorages.Storage storage : storages) {
            ZipEntry values = archive.getEntry(root + pickle + "/" + storage.key());
            if (storage.bytes() > 0 && (values == null || values.getSize() < storage.bytes())) {
              throw wrong(file, "%s/%s: found %s, expected %d bytes".formatted(pickle, storage.key(),
                  values == null ? "nothing" : values.getSize(), storage.bytes()));
            }
          }
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new InputException("%s: not a TorchScript module or other archive of LibTorch: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static InputException wrong(Path file, String why) {
    return new InputException("%s: not a TorchScript module or other archive of LibTorch: %s".formatted(file, why));
  }
}
