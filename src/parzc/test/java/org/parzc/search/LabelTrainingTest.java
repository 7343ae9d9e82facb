package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.parzc.InputException;
import org.parzc.labels.LabelledArchitecture;
import org.parzc.network.Device;
import org.parzc.space.Architecture;
import org.parzc.spaces.nasbench.NasBench201;

/**
 * Labels by training; what goes wrong with one architecture is its own. The files are tested with
 * the command.
 */
class LabelTrainingTest {
  @Test
  void anArchitectureThatCannotBeTrainedDoesNotEndTheOthers() {
    Architecture cell = new NasBench201().at(1);
    assertThat(LabelTraining.outcome(cell, Device.cpu(), () -> 90))
        .isEqualTo(LabelOutcome.of(cell, 90));
    LabelOutcome failed =
        LabelTraining.outcome(
            cell,
            Device.cpu(),
            () -> {
              throw new IllegalStateException("out of memory\n  frame #0: c10::Error");
            });
    assertThat(failed).isEqualTo(LabelOutcome.failed(cell, "out of memory"));
    assertThatThrownBy(
            () ->
                LabelTraining.outcome(
                    cell,
                    Device.cpu(),
                    () -> {
                      throw new InputException("images: found none");
                    }))
        .isInstanceOf(InputException.class);
    LabelTraining.requireAny(List.of(), Collections.nCopies(4, failed));
    LabelTraining.requireAny(
        List.of(new LabelledArchitecture(cell, 90)), Collections.nCopies(40, failed));
    assertThatThrownBy(() -> LabelTraining.requireAny(List.of(), Collections.nCopies(5, failed)))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "none of the first 5 architectures could be trained; " + cell + ": out of memory");
  }
}
