package org.parzc.space;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.parzc.blueprint.Blueprint;

/** One point of a search space. Immutable, thread-safe; equal architectures have equal texts. */
public interface Architecture {
  /** Returns the official string form; {@link SearchSpace#parse} reads it back. */
  String text();

  /** Returns the {@linkplain SearchSpace#name() name} of the space. */
  String spaceName();

  /**
   * Returns a stable identifier: 32 hexadecimal digits, a hash of the space's name and the text.
   */
  default String id() {
    return Hashing.murmur3_128()
        .hashString(spaceName() + ":" + text(), StandardCharsets.UTF_8)
        .toString();
  }

  /**
   * Returns a form that function-preserving rewriting does not change: architectures with equal
   * canonical forms compute the same family of functions, so their labels differ by training noise
   * alone.
   */
  String canonicalForm();

  /**
   * Returns the architecture that is measured in place of this one, with the same canonical form:
   * this one, unless the space knows a simpler or more usual way to write it. It is its own
   * representative.
   */
  default Architecture representative() {
    return this;
  }

  /**
   * Refuses to be taken for an architecture of another space.
   *
   * @throws IllegalArgumentException if this is not one of {@code space}, with both names
   */
  default void requireOf(SearchSpace space) {
    if (!spaceName().equals(space.name())) {
      throw new IllegalArgumentException(
          "architecture %s: found one of space %s, expected one of %s"
              .formatted(text(), spaceName(), space.name()));
    }
  }

  /** Returns the architectures that differ in one choice, in a fixed order. */
  List<Architecture> neighbours();

  /**
   * Returns a variation of this architecture: one of its neighbours, drawn uniformly, unless the
   * space has a mutation of its own. It differs from this one, but may have the same canonical
   * form; an architecture that is alone in its space returns itself.
   */
  default Architecture mutant(RandomGenerator random) {
    List<Architecture> neighbours = neighbours();
    return neighbours.isEmpty() ? this : neighbours.get(random.nextInt(neighbours.size()));
  }

  /** Returns the network this architecture stands for. */
  Blueprint blueprint(Skeleton skeleton);

  /**
   * Returns the lines that {@code parzc describe} shows of the architecture itself, its cell for
   * instance.
   */
  List<String> picture();
}
