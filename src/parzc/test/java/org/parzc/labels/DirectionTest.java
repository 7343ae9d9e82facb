package org.parzc.labels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Which labels are better. */
class DirectionTest {
  @Test
  void namesSuggestADirection() {
    for (String lower :
        List.of(
            "error",
            "test_error_rate",
            "Loss",
            "valLoss",
            "top1_err",
            "ppl",
            "perplexity",
            "regret",
            "edge_latency",
            "RMSE",
            "mae",
            "mse",
            "val bpb",
            "cifar10/val_loss")) {
      assertThat(Direction.suggestedBy(lower)).as(lower).contains(Direction.LOWER_IS_BETTER);
    }
    for (String higher :
        List.of("accuracy", "val_acc", "cifar10/val_accuracy", "testAcc", "miou")) {
      assertThat(Direction.suggestedBy(higher)).as(higher).contains(Direction.HIGHER_IS_BETTER);
    }
    for (String neither :
        List.of("label", "neg_loss", "cifar10_test", "lossless", "terror", "", "minus error")) {
      assertThat(Direction.suggestedBy(neither)).as(neither).isEmpty();
    }
  }
}
