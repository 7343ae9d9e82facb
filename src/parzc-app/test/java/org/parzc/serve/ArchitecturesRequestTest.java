package org.parzc.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;

/** Requests name architectures in any form that the space understands. */
class ArchitecturesRequestTest {
  private static List<Architecture> read(String body) {
    return ArchitecturesRequest.read(body.getBytes(StandardCharsets.UTF_8), new NasBench201());
  }

  @Test
  void textsIndicesAndTuples() {
    assertThat(read("{\"architectures\": [\"235\", \"(4,0,3,1,4,3)\"]}"))
        .extracting(Architecture::text)
        .containsExactly(
            "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_3x3~1|+|nor_conv_1x1~0|nor_conv_3x3~1|none~2|",
            "|avg_pool_3x3~0|+|skip_connect~0|none~1|+|nor_conv_1x1~0|avg_pool_3x3~1|nor_conv_1x1~2|");
  }

  @Test
  void othersAreRefusedByTheirPlace() {
    assertThatThrownBy(() -> read("{\"architectures\": [\"1\", \"(4,0,3,1,4,5)\"]}"))
        .isInstanceOf(InputException.class)
        .hasMessage("architectures[1]: column 12: found '5', expected a number from 0 to 4");
  }
}
