package org.parzc.serve;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.parzc.InputException;

/**
 * Which web pages a server answers. A browser sends what any page asks it to send, also to a server
 * on this machine; these settings say under which names the server may be asked, and by pages from
 * where. Immutable, thread-safe.
 *
 * @param names host names under which the server is known, besides its address and localhost;
 *     without port, in lower case
 * @param origins origins whose pages may ask, besides the server's own, such as {@code
 *     https://lab.example.org}
 */
public record WebAccess(Set<String> names, Set<String> origins) {
  /** No names and no origins but the server's own. */
  public static final WebAccess OWN = of(List.of(), List.of());

  private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9._-]*[a-z0-9])?");
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9._-]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  /**
   * @throws InputException if a name is none, or an origin has another form than {@code
   *     SCHEME://HOST[:PORT]}
   */
  public WebAccess {
    names = ImmutableSet.copyOf(names);
    origins = ImmutableSet.copyOf(origins);
    for (String name : names) {
      if (!NAME.matcher(name).matches()) {
        throw new InputException(
            "host name: found '%s', expected a name without port".formatted(shown(name)));
      }
    }
    for (String origin : origins) {
      if (!ORIGIN.matcher(origin).matches()) {
        throw new InputException(
            "origin: found '%s', expected SCHEME://HOST[:PORT], such as https://lab.example.org"
                .formatted(shown(origin)));
      }
    }
  }

  /**
   * Returns settings, whatever the case of names and origins.
   *
   * @throws InputException as the constructor
   */
  public static WebAccess of(List<String> names, List<String> origins) {
    return new WebAccess(lowerCase(names), lowerCase(origins));
  }

  private static Set<String> lowerCase(List<String> texts) {
    return texts.stream().map(Ascii::toLowerCase).collect(ImmutableSet.toImmutableSet());
  }

  /** A header is quoted in a refusal, and may hold anything. */
  static String shown(String text) {
    String first = Splitter.fixedLength(100).split(text).iterator().next();
    return CharMatcher.javaIsoControl().replaceFrom(first, '·');
  }
}
