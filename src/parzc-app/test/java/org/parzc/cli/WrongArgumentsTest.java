package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.parzc.Draws;
import org.parzc.Seeded;
import org.parzc.network.Device;
import org.parzc.network.DeviceRequest;

/** Arguments that make no sense are refused before anything is done. */
@Tag("slow")
class WrongArgumentsTest {
  @TempDir Path folder;

  private List<String> statistics() {
    return List.of(
        "statistics",
        "--candidates",
        "random:2",
        "--store",
        folder.resolve("store.duckdb").toString());
  }

  private List<String> rank() {
    return List.of(
        "rank",
        "--labels",
        Cli.labels(folder.resolve("labels.csv"), 12).toString(),
        "--candidates",
        "random:2",
        "--store",
        folder.resolve("store.duckdb").toString());
  }

  private List<String> train() {
    return List.of(
        "train",
        "--labels",
        Cli.labels(folder.resolve("labels.csv"), 12).toString(),
        "--store",
        folder.resolve("store.duckdb").toString(),
        "--model",
        folder.resolve("model").toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "--space ! nasbench1 ! unknown space 'nasbench1'; known: nasbench201, nasbench101,"
            + " nds-amoeba, nds-darts, nds-enas, nds-nasnet, nds-pnas, autoformer, pit, custom:…,"
            + " torchscript:…",
        "--statistics ! snip,flux ! unknown statistic 'flux'; known: l2_norm, grad_norm, snip,"
            + " plain, fisher, fisher_tokens, nwot, grasp, zico, synflow, synflow_bn",
        "--proxies ! tenas ! unknown network-level proxy 'tenas'; known: nwot, jacov, epe_nas, zen,"
            + " zico",
        "--threads ! 0 ! --threads: found 0, expected at least 1",
        "--channels ! 0 ! --channels, --cells: found 0 and 5, expected at least 1",
        "--cells ! -2 ! --channels, --cells: found 16 and -2, expected at least 1",
        "--batch-size ! -4 ! batch size: found -4, expected at least 2 (batch norm needs a batch)",
        "--batches ! 1 ! batches: found 1, expected at least 2 (zico compares minibatches)",
        "--threads ! 2147483647 ! --threads: found 2147483647, expected at most 1,024",
        "--channels ! 2000000000 ! --channels: found 2000000000, expected at most 65,536",
        "--cells ! 2147483647 ! --cells: found 2147483647, expected at most 1,000",
        "--images ! noise ! images: found 'noise', expected cifar10:PATH, idx:IMAGES[,LABELS] or"
            + " normal[:SIDE]",
        "--images ! cifar10:none.bin ! none.bin: no such file"
      })
  void ofAnExtraction(String option, String value, String message) {
    for (List<String> command : List.of(statistics(), rank(), train())) {
      assertThat(Cli.refused(folder, command, option, value)).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "--preset ! huge ! unknown preset 'huge'; known: default, paper, plain",
        "--preset ! default/losses=hinge ! losses: found 'hinge', expected diffkendall, logistic or"
            + " mse",
        "--preset ! paper/losses=mse*-1 ! losses mse*-1: found '-1', expected a positive number",
        "--preset ! plain/losses=diffkendall@so ! losses diffkendall@so: found 'so', expected a"
            + " positive number",
        "--preset ! default/epochs=0 ! preset default/epochs=0: epochs out of range: 0"
      })
  void ofATraining(String option, String value, String message) {
    assertThat(Cli.refused(folder, rank(), option, value)).isEqualTo(message);
    assertThat(Cli.refused(folder, train(), option, value)).isEqualTo(message);
  }

  @Test
  void noGpuToTrainOn() {
    assumeThat(Device.open(DeviceRequest.AUTO).isCpu()).as("no GPU here").isTrue();
    String none = folder.resolve("none").toString();
    for (List<String> command :
        List.of(
            train(),
            rank(),
            List.of("evaluate", "--budgets", "4", "--labels", none, "--store", none),
            List.of("importance", "--budget", "4", "--labels", none, "--store", none),
            List.of(
                "label",
                "--candidates",
                "random:2",
                "--images",
                "idx:" + none,
                "--train-images",
                "2",
                "--test-images",
                "1",
                "--out",
                none))) {
      assertThat(Cli.refused(folder, command, "--device", "cuda"))
          .startsWith("--device: cuda cannot be had (");
    }
  }

  @Test
  void noGpuLeavesNoStore() {
    assumeThat(Device.open(DeviceRequest.AUTO).isCpu()).as("no GPU here").isTrue();
    Path store = folder.resolve("never.duckdb");
    assertThat(
            Cli.refused(
                folder,
                "statistics",
                "--candidates",
                "random:2",
                "--store",
                store,
                "--device",
                "cuda:all"))
        .startsWith("--device: cuda:all cannot be had (");
    assertThat(
            Cli.refused(
                folder,
                "search",
                "--objective",
                "sum:snip",
                "--evaluations",
                4,
                "--store",
                store,
                "--device",
                "cuda:1"))
        .startsWith("--device: cuda:1 cannot be had (");
    assertThat(
            Cli.run("statistics", "--candidates", "random:2", "--store", store, "--device", "gpu")
                .err())
        .startsWith(
            "parzc: Invalid value for option '--device': found 'gpu', expected auto, cpu, cuda,"
                + " cuda:N or cuda:all");
    assertThat(store).doesNotExist();
  }

  @Test
  void noDrawsFromThePosterior() {
    assertThat(Cli.refused(folder, rank(), "--draws", 0))
        .isEqualTo("--draws: found 0, expected at least 1");
    assertThat(Cli.refused(folder, rank(), "--folds", 7))
        .isEqualTo("folds: found 7, expected 2 to 6, since 12 labelled architectures differ");
    assertThat(
            Cli.refused(
                folder,
                "rank",
                "--model",
                "none",
                "--folds",
                5,
                "--candidates",
                "random:2",
                "--store",
                folder.resolve("store.duckdb")))
        .isEqualTo("--folds: found --model, expected --labels");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "random:0 ! candidates: found 'random:0', expected N from 1 to 15625",
        "random:15626 ! candidates: found 'random:15626', expected N from 1 to 15625",
        "random:few ! candidates: found 'random:few', expected random:N with N from 1 to 15625",
        "cells.txt ! cells.txt: no such file"
      })
  void ofCandidates(String candidates, String message) {
    assertThat(
            Cli.refused(
                folder, "statistics", "--candidates", candidates, "--store", folder.resolve("s")))
        .isEqualTo(message);
  }

  @Test
  void aLineOfCandidatesThatIsNoArchitecture() {
    Path text = Cli.write(folder.resolve("cells.txt"), "# mine\n" + Cli.cell(0) + "\n  |what~0|\n");
    assertThat(
            Cli.refused(folder, "statistics", "--candidates", text, "--store", folder.resolve("s")))
        .startsWith(
            text
                + ":3:4: not an architecture of nasbench201: column 2: found 'what', expected one"
                + " of none, ");
    Path table = Cli.write(folder.resolve("cells.csv"), "id,arch\n1," + Cli.cell(0) + "\n2,\n");
    assertThat(
            Cli.refused(
                folder, "statistics", "--candidates", table, "--store", folder.resolve("s")))
        .isEqualTo(
            table
                + ":3:3: arch: not an architecture of nasbench201: column 1: found the end,"
                + " expected '|'; --skip-invalid passes over such architectures");
    Cli.write(text, Cli.cell(0) + "\n" + Cli.cell(1) + "\n" + Cli.cell(0) + "\n");
    assertThat(
            Cli.refused(folder, "statistics", "--candidates", text, "--store", folder.resolve("s")))
        .isEqualTo(text + ":3: duplicate of line 1");
    Cli.write(text, "");
    assertThat(
            Cli.refused(folder, "statistics", "--candidates", text, "--store", folder.resolve("s")))
        .isEqualTo(text + ": the file is empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "normal:33 ! network: sum of different shapes: [32×16×16, 32×17×17]; expected other images"
            + " or sizes (--images, --channels)",
        "normal:1 ! network: a window of 2 does not fit into 1 and a padding of 0; expected other"
            + " images or sizes (--images, --channels)"
      })
  void imagesThatNoNetworkOfTheSpaceReads(String images, String message) {
    assertThat(Cli.refused(folder, "describe", "1", "--images", images)).isEqualTo(message);
  }

  @Test
  void moreThanThereIsMemoryFor() {
    assertThat(Cli.refused(folder, statistics(), "--batch-size", 1_000_000))
        .startsWith("--batch-size: found 1000000, expected at most ");
    assertThat(Cli.refused(folder, statistics(), "--batches", 2_147_483_647))
        .startsWith("--batches: found 2147483647, expected at most ");
    assertThat(Cli.refused(folder, "describe", Cli.cell(2), "--channels", 65_536, "--measure"))
        .startsWith("network: a batch of 16 images takes at least ")
        .contains(" of it for conv3x3 (");
    assertThat(Cli.refused(folder, train(), "--preset", "default/width=10000/members=1000"))
        .isEqualTo(
            "preset default/width=10000/members=1000: size of the network (members, sequence,"
                + " width, depth, expansions) out of range: 8.00e+11 weights");
  }

  @Test
  void anArchitectureThatIsNone() {
    assertThat(Cli.refused(folder, "describe", "|none~0|+|none~1|none~1|+|none~0|none~1|none~2|"))
        .isEqualTo("architecture: column 15: found '~1|none~1|+|none~0|none~…', expected '~0'");
    assertThat(Cli.refused(folder, "describe", "15625"))
        .isEqualTo("architecture: column 1: found '15625', expected an index less than 15625");
    assertThat(Cli.refused(folder, "describe", ""))
        .isEqualTo("architecture: column 1: found the end, expected '|'");
  }

  /** A quotation in a message never breaks the line. */
  @Seeded(tries = 100)
  void anyTextThatIsNoArchitecture(Draws draws) {
    String text =
        draws.of(
            draws.text(0, 255, '\0', '\uffff'),
            draws.text(0, 40, '\0', '\u00a0'),
            draws.text(0, 20, "\r\n\t\u0085\u2028\u2029\ud83d\ude00'\"\\%~|"));
    Cli.Result result = Cli.run("describe", "--", "|" + text);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("parzc: architecture: column ")
        .endsWith(System.lineSeparator());
    assertThat(result.err().strip().lines()).hasSize(1);
  }

  @Test
  void resultsThatHaveNowhereToGo() {
    Path nowhere = folder.resolve("no").resolve("out.csv");
    String message = nowhere + ": the directory does not exist";
    assertThat(Cli.refused(folder, rank(), "--out", nowhere)).isEqualTo(message);
    assertThat(Cli.refused(folder, statistics(), "--export-nodes", nowhere)).isEqualTo(message);
    assertThat(Cli.refused(folder, statistics(), "--export-architectures", nowhere))
        .isEqualTo(message);
    assertThat(
            Cli.refused(
                folder,
                "label",
                "--candidates",
                "random:2",
                "--images",
                Cli.idx(folder, 30),
                "--train-images",
                20,
                "--test-images",
                10,
                "--out",
                nowhere))
        .isEqualTo(message);
    assertThat(Cli.refused(folder, "statistics", "--candidates", "random:2", "--store", nowhere))
        .isEqualTo(message);
    assertThat(Cli.refused(folder, rank(), "--out", folder))
        .isEqualTo(folder + ": a directory, expected a file to write");
    assertThat(Cli.refused(folder, statistics(), "--export-nodes", folder.resolve("out.txt")))
        .isEqualTo(folder.resolve("out.txt") + ": expected a name that ends in .parquet or .csv");
  }

  @Test
  void aModelThatWouldReplaceSomethingElse() {
    Cli.write(folder.resolve("model"), "my thesis");
    assertThat(Cli.refused(folder, train()))
        .isEqualTo(
            folder.resolve("model") + ": exists and is not a predictor; choose another --model");
  }

  @Test
  void ofALabelling() {
    List<String> command =
        new ArrayList<>(
            List.of(
                "label",
                "--candidates",
                "random:2",
                "--images",
                Cli.idx(folder, 30),
                "--test-images",
                "10",
                "--out",
                folder.resolve("labels.csv").toString()));
    assertThat(Cli.refused(folder, command, "--train-images", 21))
        .isEqualTo(
            "--train-images, --test-images: found 21 and 10, expected at least 2 and 1, and at most"
                + " 30 together");
    command.addAll(List.of("--train-images", "20"));
    assertThat(Cli.refused(folder, command, "--epochs", 0))
        .isEqualTo(
            "training: found 0 epochs, batch size 64, "
                + "learning rate 0.1; expected at least 1, at least 2, above 0");
    assertThat(Cli.refused(folder, command, "--batch-size", -1))
        .contains("found 3 epochs, batch size -1");
    assertThat(Cli.refused(folder, command, "--threads", 0))
        .isEqualTo("--threads: found 0, expected at least 1");
    assertThat(
            Cli.refused(
                folder,
                "label",
                "--candidates",
                "random:2",
                "--images",
                "normal",
                "--train-images",
                2,
                "--test-images",
                1,
                "--out",
                folder.resolve("labels.csv")))
        .isEqualTo("images: found 'normal', expected cifar10:PATH or idx:IMAGES[,LABELS]");
  }

  /** Before anything is extracted that could not be kept. */
  @Test
  void aStoreThatIsAJournal() {
    for (List<String> command :
        List.of(
            List.of("statistics"),
            List.of("rank"),
            List.of("train"),
            List.of("search"),
            List.of("evaluate"),
            List.of("importance"))) {
      assertThat(Cli.misused(folder, command, "--store", "cells.JSONL"))
          .isEqualTo(
              "Invalid value for option '--store': found 'cells.JSONL', the name of a journal as"
                  + " Java programs keep it, expected another ending, such as .duckdb");
    }
  }

  @Test
  void engines() {
    assertThat(Cli.refused(folder, statistics(), "--master", "spark://host:7077"))
        .isEqualTo("--master: needs --engine spark");
    assertThat(Cli.refused(folder, statistics(), "--parquet", folder, "--engine", "local"))
        .isEqualTo("--parquet: needs --engine spark");
    assertThat(Cli.refused(folder, statistics(), "--engine", "spark"))
        .isEqualTo(
            "--engine spark: found no --parquet, "
                + "expected a directory that executors and this machine share");
    assertThat(
            Cli.refused(
                folder, statistics(), "--engine", "spark", "--parquet", folder, "--threads", 2))
        .isEqualTo(
            "--threads: with --engine spark the executors' cores decide (spark.executor.cores)");
    assertThat(Cli.refused(folder, statistics(), "--engine", "spark", "--parquet", folder))
        .isEqualTo(
            "--engine spark: Spark is not here; build target/parzc-spark.jar by 'mvn -B package"
                + " -DskipTests' and run it by spark-submit, or by ./parzc with SPARK_HOME set"
                + " (docs/cluster.md)");
    assertThat(Cli.misused(folder, statistics(), "--engine", "hadoop"))
        .startsWith("Invalid value for option '--engine': expected one of [LOCAL, SPARK]");
  }

  @Test
  void usageErrorsPointToTheHelp() {
    assertThat(Cli.misused(folder, "statistics", "--candidates", "all"))
        .isEqualTo("Missing required option: '--store=FILE'");
    assertThat(
            Cli.misused(
                folder, "statistics", "--candidates", "all", "--store", "s", "--precision", "half"))
        .startsWith("Invalid value for option '--precision': expected one of [FLOAT32, FLOAT64]");
    assertThat(
            Cli.misused(folder, "evaluate", "--labels", "l", "--store", "s", "--budgets", "8,many"))
        .startsWith("Invalid value for option '--budgets'")
        .contains("'many' is not an int");
    assertThat(Cli.misused(folder, "describe", "--seed", "x", "1"))
        .contains("--seed")
        .contains("'x' is not a long");
    assertThat(Cli.misused(folder, "describe", "1", "2"))
        .isEqualTo("Unmatched argument at index 2: '2'");
    assertThat(Cli.misused(folder, "rank", "--candidates", "all", "--store", "s"))
        .contains("--labels=FILE")
        .contains("--model=FILE");
    assertThat(
            Cli.misused(
                folder,
                "rank",
                "--candidates",
                "all",
                "--store",
                "s",
                "--labels",
                "l",
                "--model",
                "m"))
        .contains("--labels")
        .contains("--model");
    assertThat(Cli.run("rnak").err()).startsWith("parzc: Unmatched argument at index 0: 'rnak'");
  }
}
