package org.parzc.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.parzc.search.Searches.SPACE;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.InputException;
import org.parzc.labels.InvalidEntries;
import org.parzc.space.Architecture;

/** Costs by name, and bounds on them. */
class ConstraintTest {
  private static final Costs SIZES = Costs.sizes(SPACE, SPACE.defaultSkeleton());

  @TempDir private Path folder;

  private Costs costs(String table, String index) throws Exception {
    Path file = Files.writeString(folder.resolve("costs.csv"), table);
    Optional<Path> names =
        index == null
            ? Optional.empty()
            : Optional.of(Files.writeString(folder.resolve("index.csv"), index));
    return new Costs(
        SPACE, SPACE.defaultSkeleton(), Optional.of(file), names, InvalidEntries.REFUSED);
  }

  @ParameterizedTest
  @CsvSource({
    "params<=1.0M,params<=1000000.0",
    "flops <100M,flops<1.0E8",
    "' latency.edgegpu >= 6 ',latency.edgegpu>=6.0",
    "a_1>2.5e-1k,a_1>250.0",
    "x<=-.5,x<=-0.5",
    "x<3G,x<3.0E9"
  })
  void expressions(String text, String meaning) {
    Constraint parsed = Constraint.parse(text, name -> new Cost(name, any -> 0));
    assertThat(parsed).hasToString(meaning);
    assertThat(
            Constraint.parse(parsed.toString().replace("E", "e"), name -> new Cost(name, any -> 0)))
        .hasToString(meaning);
  }

  @ParameterizedTest
  @CsvSource({
    "'',1,the end,the name of a cost",
    "<=3,1,'''<=3''',the name of a cost",
    "params,7,the end,'<, <=, > or >='",
    "params=1,7,'''=1''','<, <=, > or >='",
    "params<=,9,the end,'a number and K, M, G or nothing'",
    "params<=M,9,'''M''','a number and K, M, G or nothing'",
    "params<=1..0M,11,'''.0M''',the end",
    "params<=1MB,11,'''B''',the end",
    "params<=1 flops<2,11,'''flops<2''',the end"
  })
  void syntaxErrorsHaveAColumn(String text, int column, String found, String expected) {
    assertThatThrownBy(() -> Constraint.parse(text, SIZES::named))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "constraint '%s': column %d: found %s, expected %s"
                .formatted(text, column, found, expected));
  }

  @Test
  void boundsAreWhatTheirSignsSay() {
    Architecture any = SPACE.at(0);
    assertThat(Constraint.parse("x<=2", name -> new Cost(name, a -> 2)).admits(any)).isTrue();
    assertThat(Constraint.parse("x<2", name -> new Cost(name, a -> 2)).admits(any)).isFalse();
    assertThat(Constraint.parse("x>=2", name -> new Cost(name, a -> 2)).admits(any)).isTrue();
    assertThat(Constraint.parse("x>2", name -> new Cost(name, a -> 2)).admits(any)).isFalse();
    assertThat(Constraint.parse("x>2", name -> new Cost(name, a -> Double.NaN)).admits(any))
        .isFalse();
    assertThat(Constraint.parse("x<2", name -> new Cost(name, a -> Double.NaN)).admits(any))
        .isFalse();
  }

  @Test
  void sizesAreThoseOfTheNetworkThatIsMeasured() {
    // The published sizes of this cell: 0.802426 M parameters.
    Architecture cell =
        SPACE.parse(
            "|nor_conv_3x3~0|+|nor_conv_3x3~0|avg_pool_3x3~1|+|skip_connect~0|nor_conv_3x3~1|"
                + "skip_connect~2|");
    assertThat(SIZES.named("params").of(cell)).isEqualTo(802_426);
    assertThat(SIZES.named("flops").of(cell))
        .isEqualTo(cell.blueprint(SPACE.defaultSkeleton()).flops());
  }

  @Test
  void columnsOfATable() throws Exception {
    Costs costs =
        costs(
            "arch_str,edgegpu_latency,energy\n%s,5.5,\n%s,7,2\n"
                .formatted(SPACE.at(3), SPACE.at(4)),
            null);
    Cost latency = costs.named("latency.edgegpu");
    assertThat(latency.of(SPACE.at(3))).isEqualTo(5.5);
    assertThat(latency.of(SPACE.at(4))).isEqualTo(7);
    assertThat(latency.of(SPACE.at(5))).isNaN();
    assertThat(costs.named("edgegpu_latency").of(SPACE.at(4))).isEqualTo(7);
    assertThat(costs.named("energy").of(SPACE.at(3))).isNaN();
    assertThatThrownBy(() -> costs.named("latency.fpga"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no column 'fpga_latency', found arch_str, edgegpu_latency, energy");
  }

  @Test
  void aTableMayNameArchitecturesByIndex() throws Exception {
    String index = "index,architecture\n0,%s\n1,%s\n".formatted(SPACE.at(9), SPACE.at(8));
    assertThat(costs("index,latency\n1,5\n0,6\n", index).named("latency").of(SPACE.at(8)))
        .isEqualTo(5);
    assertThatThrownBy(() -> costs("index,latency\n2,5\n", index).named("latency"))
        .isInstanceOf(InputException.class)
        .hasMessageMatching(
            ".*costs.csv:2:1: found index '2', which is not in .*index.csv; skip-invalid passes "
                + "over such architectures");
    assertThatThrownBy(() -> costs("index,latency\n1,5\n1,6\n", index).named("latency"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("costs.csv:3:1: found |")
        .hasMessageContaining("second");
    assertThatThrownBy(() -> costs("index,latency\n1,fast\n", index).named("latency"))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("costs.csv:2:3: latency: found 'fast', expected a number");
    assertThatThrownBy(
            () -> costs("index,latency\n1,5\n", index + "1," + SPACE.at(7)).named("latency"))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith("index.csv:4:1: found index '1' a second time");
  }

  @Test
  void anIndexIsThatOfTheSpaceUnlessATableSaysWhatItMeans() throws Exception {
    Cost latency = costs("index,latency\n235,5\n", null).named("latency");
    assertThat(
            latency.of(
                SPACE.parse(
                    "|nor_conv_3x3~0|+|skip_connect~0|nor_conv_3x3~1|+|nor_conv_1x1~0|nor_conv_3x3~1|"
                        + "none~2|")))
        .isEqualTo(5);
    assertThatThrownBy(() -> costs("index,latency\n15625,5\n", null).named("latency"))
        .isInstanceOf(InputException.class)
        .hasMessageEndingWith(
            "costs.csv:2:1: index: not an architecture of nasbench201: column 1: found '15625',"
                + " expected an index less than 15625; skip-invalid passes over such"
                + " architectures");
  }

  @Test
  void aCostThatNothingKnowsIsRefused() {
    assertThatThrownBy(() -> Constraint.parse("param<=1M", SIZES::named))
        .isInstanceOf(InputException.class)
        .hasMessage(
            "unknown cost 'param'; known: params, flops, and the columns of a table of costs");
  }
}
