package org.parzc.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.parzc.InputException;
import org.parzc.nativecore.CudaBackend;
import org.parzc.network.DeviceRequest.Kind;

class DeviceRequestTest {
  @ParameterizedTest
  @CsvSource({
    "auto, AUTO, 0",
    "CPU, CPU, 0",
    "cuda, CUDA, 0",
    "cuda:0, CUDA, 0",
    "Cuda:12, CUDA, 12",
    "cuda:all, ALL, 0"
  })
  void readsWhatMayBeAskedFor(String text, Kind kind, int index) {
    assertThat(DeviceRequest.parse(text)).isEqualTo(new DeviceRequest(kind, index));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "gpu",
        "cuda:",
        "cuda:-1",
        "cuda:x",
        "cuda:1,2",
        "cuda:9999",
        "cpu:0",
        "auto "
      })
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> DeviceRequest.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found '%s', expected auto, cpu, cuda, cuda:N or cuda:all".formatted(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"auto", "cpu", "cuda", "cuda:3", "cuda:all"})
  void isReadFromItsOwnText(String text) {
    assertThat(DeviceRequest.parse(text)).hasToString(text);
  }

  @Test
  void theCpuIsOneDevice() {
    assertThat(Device.choose(DeviceRequest.CPU).devices()).containsExactly(Device.cpu());
    assertThat(Device.cpu().name()).isEqualTo("cpu");
    assertThat(Device.cpu().memory()).isEmpty();
  }

  /** Of a machine without a GPU, as those are that run the tests. */
  @ParameterizedTest
  @ValueSource(strings = {"cuda", "cuda:7", "cuda:all"})
  void whoInsistsOnCudaHearsWhyNot(String text) {
    assumeTrue(CudaBackend.devices() == 0, "there is a GPU");
    assertThatThrownBy(() -> Device.open(DeviceRequest.parse(text)))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("device: %s cannot be had (".formatted(DeviceRequest.parse(text)))
        .hasMessageEndingWith("), expected cpu or auto");
  }
}
