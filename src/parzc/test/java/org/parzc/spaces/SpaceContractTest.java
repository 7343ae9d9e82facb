package org.parzc.spaces;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.parzc.space.SearchSpace;
import org.parzc.space.SpaceContract;

/** Our own spaces keep to what users' spaces are held to. */
class SpaceContractTest {
  static Stream<SearchSpace> spaces() {
    return Stream.concat(
        SearchSpaces.all().stream(),
        Stream.of("nasbench201", "transnasbench101-micro")
            .map(name -> SearchSpaces.named("custom:examples/spaces/" + name + ".yaml")));
  }

  @ParameterizedTest
  @MethodSource("spaces")
  void isKept(SearchSpace space) {
    SpaceContract.check(space, 40);
  }
}
