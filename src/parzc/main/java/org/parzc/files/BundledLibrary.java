package org.parzc.files;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.jar.JarEntry;
import java.util.stream.Stream;

/**
 * Native libraries that lie in jars. Each is unpacked once, into the folder {@code parzc} of
 * JavaCPP's cache, under a name with its size and CRC-32, and taken from there by every later
 * process: drivers that unpack theirs into the temporary directory at every start leave it there
 * when they are killed. One that lies in a folder of the class path, as in a bundle, is taken as it
 * is.
 */
public final class BundledLibrary {
  private BundledLibrary() {}

  /**
   * Returns whether JavaCPP unpacks its libraries, too: not in a bundle, where all lie in folders.
   */
  public static boolean usesCache() {
    return Boolean.parseBoolean(System.getProperty("org.bytedeco.javacpp.cacheLibraries", "true"));
  }

  /**
   * Returns the file of a library, unpacked if it is not there yet. Thread-safe; processes wait for
   * each other.
   *
   * @param owner class in whose jar the library lies
   * @param resource absolute name of the library in the jar
   * @throws IOException if there is no such library, or the cache cannot be made or written to
   */
  public static Path unpacked(Class<?> owner, String resource) throws IOException {
    URL url = owner.getResource(resource);
    if (url == null) {
      throw new IOException("no %s beside %s".formatted(resource, owner.getName()));
    }
    if (url.getProtocol().equals("file")) {
      return Path.of(URI.create(url.toString()));
    }
    Path file =
        cache().resolve(key(url)).resolve(resource.substring(resource.lastIndexOf('/') + 1));
    if (!Files.exists(file)) {
      unpack(url, file);
    }
    return file;
  }

  /**
   * Loads a library for the class loader of this class, unpacked if it is not there yet.
   *
   * @param owner class in whose jar the library lies
   * @param resource absolute name of the library in the jar
   * @throws IOException as {@link #unpacked}
   * @throws UnsatisfiedLinkError if the system refuses it
   */
  public static void load(Class<?> owner, String resource) throws IOException {
    System.load(unpacked(owner, resource).toString());
  }

  private static String key(URL url) throws IOException {
    URLConnection connection = url.openConnection();
    if (connection instanceof JarURLConnection inJar) {
      JarEntry entry = inJar.getJarEntry();
      return "%d-%08x".formatted(entry.getSize(), entry.getCrc());
    }
    return String.valueOf(connection.getContentLengthLong());
  }

  /**
   * Returns the folder beside JavaCPP's libraries: the first of the places that JavaCPP tries too.
   */
  private static Path cache() throws IOException {
    return Stream.of(
            property("org.bytedeco.javacpp.cachedir", ""),
            property("org.bytedeco.javacpp.cacheDir", ""),
            property("user.home", "/.javacpp/cache"),
            property("java.io.tmpdir", "/.javacpp-" + System.getProperty("user.name") + "/cache"))
        .flatMap(Stream::ofNullable)
        .map(File::new)
        .filter(BundledLibrary::isThere)
        .findFirst()
        .map(place -> place.toPath().toAbsolutePath().resolve("parzc"))
        .orElseThrow(
            () ->
                new IOException(
                    "no place for the cache of native libraries: neither the home directory nor the"
                        + " temporary directory can be written to;"
                        + " -Dorg.bytedeco.javacpp.cachedir=DIR names another"));
  }

  /** Looks again after it could not be made: another process may have been faster. */
  private static boolean isThere(File place) {
    return place.exists() || place.mkdirs() || place.exists();
  }

  private static String property(String name, String rest) {
    String value = System.getProperty(name);
    return value == null ? null : value + rest;
  }

  /**
   * Unpacks beside the place and moves what is complete; what a killed process began is written
   * over.
   */
  private static synchronized void unpack(URL url, Path file) throws IOException {
    try {
      Files.createDirectories(file.getParent());
      unpackAlone(url, file);
    } catch (IOException e) {
      throw new IOException("%s: cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void unpackAlone(URL url, Path file) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try (FileChannel channel =
            FileChannel.open(
                file.resolveSibling(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      if (Files.exists(file)) {
        return; // Another process was faster.
      }
      try (InputStream in = url.openStream()) {
        Files.copy(in, unfinished, StandardCopyOption.REPLACE_EXISTING);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(unfinished);
      }
    }
  }
}
