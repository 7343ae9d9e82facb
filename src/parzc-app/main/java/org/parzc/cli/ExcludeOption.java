package org.parzc.cli;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.parzc.InputException;
import org.parzc.labels.Candidates;
import org.parzc.labels.InvalidEntries;
import org.parzc.space.Architecture;
import org.parzc.space.SearchSpace;
import picocli.CommandLine.Option;

/** The option that keeps architectures, and those isomorphic to them, out of an evaluation. */
final class ExcludeOption {
  private static final Pattern SHARE = Pattern.compile("share:(\\d{1,9})/(\\d{1,9})");

  @Option(
      names = "--exclude",
      paramLabel = "WHICH",
      description =
          "Architectures neither trained on nor ranked, nor those isomorphic to them: a .csv or"
              + " .json file, a text file with one to a line, or share:K/N, those whose canonical"
              + " form has an MD5 sum of K modulo N.")
  private String which;

  /**
   * Returns what is to be left out.
   *
   * @param invalid what to do with entries of a file that are not architectures of the space
   * @throws InputException if the file is missing or wrong, or K is not less than N
   */
  Predicate<Architecture> of(SearchSpace space, long seed, InvalidEntries invalid) {
    if (which == null) {
      return architecture -> false;
    }
    Matcher share = SHARE.matcher(which);
    if (share.matches()) {
      BigInteger part = new BigInteger(share.group(1));
      BigInteger parts = new BigInteger(share.group(2));
      if (part.compareTo(parts) >= 0) {
        throw new InputException(
            "--exclude: found '%s', expected share:K/N with K less than N".formatted(which));
      }
      return architecture -> md5(architecture.canonicalForm()).mod(parts).equals(part);
    }
    Set<String> forms =
        Candidates.read(which, space, seed, null, invalid).stream()
            .map(Architecture::canonicalForm)
            .collect(Collectors.toSet());
    return architecture -> forms.contains(architecture.canonicalForm());
  }

  private static BigInteger md5(String text) {
    try {
      return new BigInteger(
          1, MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has MD5", e);
    }
  }
}
