package org.parzc.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;
import org.parzc.extraction.ExtractionSettings;
import org.parzc.nativecore.ElementType;
import org.parzc.network.DeviceRequest;
import org.parzc.space.Skeleton;
import org.parzc.spaces.SearchSpaces;
import org.parzc.statistics.NetworkProxy;
import org.parzc.statistics.Statistic;
import org.parzc.statistics.Statistics;

/**
 * {@link ExtractionSettings} and device on their way to executors: what is code there too travels
 * by name.
 *
 * @param space name of the space
 * @param skeleton what surrounds the cell
 * @param images the minibatches
 * @param seed seed of weights and noise
 * @param precision element type of the passes on images
 * @param statistics names of the node-wise statistics
 * @param proxies names of the network-level proxies
 * @param device where networks run
 */
record SentSettings(
    String space,
    Skeleton skeleton,
    SentImages images,
    long seed,
    ElementType precision,
    List<String> statistics,
    List<String> proxies,
    DeviceRequest device)
    implements Serializable {
  static SentSettings of(ExtractionSettings settings, DeviceRequest device) {
    return new SentSettings(
        settings.space().name(),
        settings.skeleton(),
        SentImages.of(settings.minibatches()),
        settings.seed(),
        settings.precision(),
        settings.statistics().stream().map(Statistic::name).toList(),
        settings.proxies().stream().map(NetworkProxy::name).toList(),
        device);
  }

  /** Returns the settings again; the same statistics come of them, bit for bit. */
  ExtractionSettings settings() {
    return new ExtractionSettings(
        SearchSpaces.named(space),
        skeleton,
        images.minibatches(),
        seed,
        precision,
        Statistics.nodeWise(statistics),
        Statistics.networkLevel(proxies));
  }

  /** Returns this as bytes, which travel whatever serializer the cluster is configured with. */
  byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(this);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static SentSettings read(byte[] bytes) {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
      return (SentSettings) in.readObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
