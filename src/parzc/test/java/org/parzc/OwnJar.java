package org.parzc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A jar of a user's own: classes that are compiled against ours, and the services that they are.
 */
public final class OwnJar {
  private static final Pattern CODE = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  private OwnJar() {}

  /** Returns the first block of Java in a page of the documentation. */
  public static String codeOf(Path page) {
    try {
      Matcher code = CODE.matcher(Files.readString(page));
      assertThat(code.find()).as(page + " has code").isTrue();
      return code.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Compiles a class without a package into a jar.
   *
   * @param folder where it goes
   * @param name name of the class
   * @param source its source
   * @param service the service that it is
   */
  public static Path of(Path folder, String name, String source, Class<?> service) {
    try {
      Path work = Files.createTempDirectory(folder, name);
      Path file = Files.writeString(work.resolve(name + ".java"), source);
      Path classes = Files.createDirectory(work.resolve("classes"));
      StringWriter said = new StringWriter();
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      try (StandardJavaFileManager files =
          compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
        assertThat(
                compiler
                    .getTask(
                        said,
                        files,
                        null,
                        List.of(
                            "-proc:none",
                            "-d",
                            classes.toString(),
                            "-cp",
                            System.getProperty("java.class.path")),
                        null,
                        files.getJavaFileObjects(file))
                    .call())
            .as(said.toString())
            .isTrue();
      }
      Path jar = work.resolve(name + ".jar");
      try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
          Stream<Path> compiled = Files.list(classes)) {
        for (Path one : compiled.sorted().toList()) {
          write(out, one.getFileName().toString(), Files.readAllBytes(one));
        }
        write(out, "META-INF/services/" + service.getName(), name.getBytes(StandardCharsets.UTF_8));
      }
      return jar;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(JarOutputStream out, String name, byte[] content) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(content);
    out.closeEntry();
  }
}
