package org.parzc.serve;

import java.util.ArrayList;
import java.util.List;
import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.space.ArchitectureSyntaxException;
import org.parzc.space.SearchSpace;

/**
 * What {@code /score} and {@code /statistics} are asked.
 *
 * @param architectures their texts
 */
record ArchitecturesRequest(List<String> architectures) {
  /**
   * Reads a request.
   *
   * @return at least one architecture, in the order of the request
   * @throws InputException if the text is no such request, or one of the architectures is none of
   *     the space
   */
  static List<Architecture> read(byte[] body, SearchSpace space) {
    List<String> texts = JsonText.read(body, ArchitecturesRequest.class, "body").architectures();
    if (texts == null || texts.isEmpty()) {
      throw new InputException("body: found no architectures, expected at least one");
    }
    List<Architecture> architectures = new ArrayList<>();
    for (String text : texts) {
      String place = "architectures[%d]".formatted(architectures.size());
      if (text == null) {
        throw new InputException(
            place + ": found null, expected an architecture of " + space.name());
      }
      try {
        architectures.add(space.interpret(text));
      } catch (ArchitectureSyntaxException e) {
        throw new InputException("%s: %s".formatted(place, e.getMessage()), e);
      }
    }
    return architectures;
  }
}
