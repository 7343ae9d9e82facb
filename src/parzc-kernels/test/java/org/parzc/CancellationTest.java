package org.parzc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CancellationTest {
  @Test
  void workThatNobodyRunsInOneGoesOn() {
    assertThatCode(Cancellation::check).doesNotThrowAnyException();
  }

  @Test
  void endsWorkAtItsNextLook() {
    Cancellation cancellation = new Cancellation();
    int[] pieces = new int[1];
    assertThatThrownBy(
            () ->
                cancellation.call(
                    () -> {
                      while (true) {
                        Cancellation.check();
                        if (++pieces[0] == 3) {
                          cancellation.cancel();
                        }
                      }
                    }))
        .isInstanceOf(CancellationException.class);
    assertThat(pieces[0]).isEqualTo(3);
    assertThatCode(Cancellation::check).as("over").doesNotThrowAnyException();
  }

  @Test
  void whatWasCancelledIsNotBegun() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    boolean[] begun = new boolean[1];
    assertThatThrownBy(() -> cancellation.call(() -> begun[0] = true))
        .isInstanceOf(CancellationException.class);
    assertThat(begun[0]).isFalse();
  }

  @Test
  void anInnerOneEndsWithTheOuterAndNotTheOtherWayRound() {
    Cancellation outer = new Cancellation();
    Cancellation inner = outer.call(Cancellation::new);
    Cancellation sister = outer.call(Cancellation::new);
    inner.cancel();
    assertThat(inner.isCancelled()).isTrue();
    assertThat(outer.isCancelled()).isFalse();
    assertThat(sister.isCancelled()).isFalse();
    outer.cancel();
    assertThat(sister.isCancelled()).isTrue();
  }

  @Test
  void isOfTheThreadThatRunsInIt() {
    Cancellation cancellation = new Cancellation();
    cancellation.call(
        () -> {
          cancellation.cancel();
          assertThatCode(() -> CompletableFuture.runAsync(Cancellation::check).get())
              .doesNotThrowAnyException();
          assertThatThrownBy(Cancellation::check).isInstanceOf(CancellationException.class);
          return null;
        });
  }

  @Test
  void returnsWhatTheWorkBrings() {
    assertThat(new Cancellation().call(() -> 7)).isEqualTo(7);
  }
}
