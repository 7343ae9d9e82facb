package org.parzc.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.parzc.Hostile;
import org.parzc.files.BuildVersion;

/** Stores, images and predictors that cannot be used are refused and stay as they are. */
@Tag("slow")
class WrongFilesTest {
  private static final int CIFAR_RECORD = 3073;

  @TempDir Path folder;
  private Path store;
  private Path labels;

  @BeforeEach
  void names() {
    store = folder.resolve("store.duckdb");
    labels = Cli.labels(folder.resolve("labels.csv"), 12);
  }

  private List<List<String>> storeUsers() {
    return List.of(
        List.of("statistics", "--candidates", "random:2", "--store", store.toString()),
        List.of(
            "train",
            "--labels",
            labels.toString(),
            "--store",
            store.toString(),
            "--model",
            folder.resolve("model").toString()),
        List.of(
            "rank",
            "--labels",
            labels.toString(),
            "--candidates",
            "random:2",
            "--store",
            store.toString()),
        List.of(
            "evaluate",
            "--labels",
            labels.toString(),
            "--store",
            store.toString(),
            "--budgets",
            "4"));
  }

  private void storeRefused(String message) {
    for (List<String> command : storeUsers()) {
      assertThat(Cli.refused(folder, command)).isEqualTo(store + ": " + message);
    }
  }

  @Test
  void aStoreThatIsADirectory() throws IOException {
    Files.createDirectory(store);
    storeRefused("a directory, expected a store");
  }

  @Test
  void aStoreThatIsSomethingElse() {
    Cli.write(store, "not a database, but long enough to have been one ".repeat(200));
    storeRefused("foreign store: not a DuckDB file");
    Cli.write(store, "short");
    storeRefused("foreign store: not a DuckDB file");
  }

  @Test
  void anEmptyStoreFile() {
    Cli.write(store, "");
    storeRefused("foreign store: not a DuckDB file");
  }

  @Test
  void aDatabaseThatIsNoStore() throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + store);
        Statement sql = connection.createStatement()) {
      sql.execute("CREATE TABLE payroll (name TEXT)");
    }
    storeRefused("foreign store: a DuckDB file without ParZC's tables");
  }

  @Test
  void aStoreMadeWithOtherOptions() {
    Cli.run("statistics", "--candidates", "random:2", "--store", store, "--seed", 1, Cli.QUICK)
        .done();
    assertThat(
            Cli.refused(
                folder,
                "statistics",
                "--candidates",
                "random:2",
                "--store",
                store,
                "--seed",
                2,
                Cli.QUICK))
        .startsWith(store + ": made with images ")
        .contains("made with seed 1, asked for seed 2")
        .endsWith("(use the same settings or another file)");
    assertThat(
            Cli.refused(
                folder,
                "train",
                "--labels",
                labels,
                "--model",
                folder.resolve("model"),
                "--store",
                store,
                "--seed",
                1,
                Cli.QUICK.subList(0, 4),
                "--batch-size",
                8,
                Cli.QUICK.subList(6, 10)))
        .isEqualTo(
            store
                + ": made with batch_size 4, asked for batch_size 8 (use the same settings or"
                + " another file)");
  }

  @Test
  void imagesCutShort() {
    Path cifar =
        Cli.write(folder.resolve("c.bin"), Arrays.copyOf(new byte[0], 9 * CIFAR_RECORD + 100));
    assertThat(Cli.refused(folder, storeUsers().get(0), "--images", "cifar10:" + cifar))
        .isEqualTo(
            cifar
                + ": found 27757 bytes, expected a multiple of 3073: record 10 is cut at byte"
                + " 27757");
    String idx = Cli.idx(folder, 40);
    Path images = Path.of(idx.substring("idx:".length()));
    byte[] whole = Cli.bytes(images);
    Cli.write(images, Arrays.copyOf(whole, whole.length - 65));
    assertThat(Cli.refused(folder, storeUsers().get(0), "--images", idx))
        .isEqualTo(images + ": found 2511 bytes, expected 2576: cut in item 39");
    assertThat(
            Cli.refused(
                folder,
                "label",
                "--candidates",
                "random:2",
                "--images",
                idx,
                "--train-images",
                20,
                "--test-images",
                10,
                "--out",
                folder.resolve("out.csv")))
        .isEqualTo(images + ": found 2511 bytes, expected 2576: cut in item 39");
  }

  @Test
  void tooFewImagesForTheBatches() {
    for (List<String> command : storeUsers().subList(0, 3)) {
      assertThat(
              Cli.refused(
                  folder, command, "--images", Cli.idx(folder, 31), Cli.QUICK, "--batches", 8))
          .startsWith(
              "images: found 31, expected at least 32 for 8 batches of 4 (idx t-images-idx3-ubyte"
                  + " sha256 ");
    }
  }

  @Test
  void evaluationsThatTheStoreCannotServe() {
    assertThat(Cli.refused(folder, storeUsers().get(3))).isEqualTo(store + ": no such store");
    Cli.run("statistics", "--candidates", "random:2", "--store", store, Cli.QUICK).done();
    assertThat(Cli.refused(folder, storeUsers().get(3)))
        .isEqualTo("found 0 labelled architectures with statistics, expected at least 4");
    Cli.run("statistics", "--candidates", labels, "--store", store, Cli.QUICK).done();
    List<String> command = storeUsers().get(3).subList(0, 5);
    assertThat(Cli.refused(folder, command, "--budgets", "4,11"))
        .isEqualTo("budget 11: expected 2 to 10, since 12 labelled architectures have statistics");
    assertThat(Cli.refused(folder, command, "--budgets", "1"))
        .isEqualTo("budget 1: expected 2 to 10, since 12 labelled architectures have statistics");
    assertThat(Cli.refused(folder, command, "--budgets", "4", "--splits", 0))
        .isEqualTo("--splits: found 0, expected at least 1");
    assertThat(Cli.refused(folder, command, "--budgets", "4", "--presets", "default,vast"))
        .isEqualTo("unknown preset 'vast'; known: default, paper, plain");
    assertThat(Cli.refused(folder, command, "--budgets", "4", "--threads", 0))
        .isEqualTo("--threads: found 0, expected at least 1");
  }

  @Test
  void aStoreThatIsDamagedInside() {
    Cli.run("statistics", "--candidates", "random:2", "--store", store, Cli.QUICK).done();
    byte[] damaged = Cli.bytes(store);
    Arrays.fill(damaged, damaged.length / 4, damaged.length - 100, (byte) 0x5a);
    Cli.write(store, damaged);
    assertThat(
            Cli.refused(
                folder, "statistics", "--candidates", "random:2", "--store", store, Cli.QUICK))
        .startsWith(store + ": damaged store: ");
  }

  @Test
  void aStateThatIsCutOrEdited() throws IOException {
    Path state = folder.resolve("state.json");
    List<Object> search =
        List.of(
            "search",
            "--objective",
            "proxy:params",
            "--population",
            5,
            "--generations",
            2,
            "--state",
            state);
    Cli.run(search).done();
    String whole = Files.readString(state);
    for (String wrong :
        List.of(
            whole.substring(0, whole.length() / 2),
            whole.replace("\"population\":[\"", "\"population\":" + "[null,\""),
            whole.replace("\"generation\":2", "\"generation\":-2"))) {
      assertThat(wrong).isNotEqualTo(whole);
      Cli.write(state, Hostile.rechecked(wrong));
      assertThat(Cli.refused(folder, search))
          .startsWith(state + ": ")
          .doesNotContain("was changed");
      Cli.write(state, wrong);
      assertThat(Cli.refused(folder, search))
          .startsWith(state + ": damaged: ")
          .endsWith("it was changed after it was written; choose another state file");
    }
  }

  @Test
  void splitsThatAreNone() {
    Cli.run("statistics", "--candidates", labels, "--store", store, Cli.QUICK).done();
    Path splits = Cli.write(folder.resolve("splits.csv"), "split,position,architecture\n1,0,\0\n");
    assertThat(
            Cli.refused(
                folder,
                "evaluate",
                "--labels",
                labels,
                "--store",
                store,
                "--budgets",
                "4",
                "--read-splits",
                splits))
        .startsWith(splits + ":2:5: not an architecture of nasbench201: ");
  }

  @Test
  void aSpaceThatIsABomb() {
    Path bomb =
        Cli.write(folder.resolve("bomb.yaml"), "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n");
    assertThat(
            Cli.refused(
                folder,
                "statistics",
                "--space",
                "custom:" + bomb,
                "--candidates",
                "random:2",
                "--store",
                store))
        .startsWith(bomb + ":1:")
        .endsWith("found an anchor or alias, expected the value itself");
  }

  @Test
  void predictorsThatAreNone() throws IOException {
    Path model = folder.resolve("model");
    List<String> rank =
        List.of(
            "rank",
            "--model",
            model.toString(),
            "--candidates",
            "random:2",
            "--store",
            store.toString(),
            "--out",
            folder.resolve("ranking.csv").toString());
    assertThat(Cli.refused(folder, rank, Cli.QUICK))
        .isEqualTo(model + ": no such file, expected one that 'parzc train' wrote");

    List<Object> train =
        List.of(
            "train",
            "--labels",
            labels,
            "--store",
            folder.resolve("training.duckdb"),
            "--model",
            model,
            "--preset",
            "default/epochs=2",
            Cli.QUICK);
    Cli.run(train).done();
    String trained = Files.readString(model);
    assertThat(Cli.refused(folder, rank, "--seed", 9, Cli.QUICK))
        .startsWith(model + ": made with ")
        .contains("; made with seed 0, asked for seed 9")
        .endsWith(" (use the same settings or another file)");
    Cli.write(model, Hostile.rechecked(trained.replace("\"version\" : \"", "\"version\" : \"9.")));
    assertThat(Cli.refused(folder, rank, Cli.QUICK))
        .isEqualTo(
            "%s: made with version 9.%s, asked for version %s (use the same settings or another file)"
                .formatted(model, BuildVersion.VERSION, BuildVersion.VERSION));
    Cli.write(model, Hostile.rechecked(trained.replace("\"format\" : 3", "\"format\" : 4")));
    assertThat(Cli.refused(folder, rank, Cli.QUICK))
        .isEqualTo(model + ": found predictor format 4, expected 3; train it again");
    Cli.write(
        model,
        Hostile.rechecked(
            trained.replaceFirst("(?s)\n.*", "\n\"format\" : 3, \"provenance\" : {}}")));
    assertThat(Cli.refused(folder, rank, Cli.QUICK))
        .isEqualTo(model + ": not a predictor of this version: a part is missing");
    for (String changed :
        List.of(trained.substring(0, trained.length() / 2), trained.replaceFirst("AAAA", "AAAB"))) {
      Cli.write(model, changed);
      for (List<?> command :
          List.of(
              rank,
              List.of("serve", "--model", model, "--store", store, "--port", 0),
              List.of(
                  "search",
                  "--objective",
                  "predictor:" + model,
                  "--store",
                  store,
                  "--evaluations",
                  5))) {
        assertThat(Cli.refused(folder, command, Cli.QUICK))
            .startsWith(model + ": damaged: ")
            .endsWith("it was changed after it was written; train it again");
      }
    }
    Cli.run(train).done();
    assertThat(model).hasContent(trained);
    Cli.write(model, "words");
    assertThat(Cli.refused(folder, train))
        .isEqualTo(model + ": exists and is not a predictor; choose another --model");
  }

  @Test
  void labelsMadeWithOtherSettingsOrByNobody() {
    Path out = folder.resolve("made.csv");
    List<String> command =
        List.of(
            "label",
            "--candidates",
            "random:2",
            "--images",
            Cli.idx(folder, 30),
            "--train-images",
            "20",
            "--test-images",
            "10",
            "--channels",
            "4",
            "--cells",
            "1",
            "--out",
            out.toString());
    Cli.run(command, "--epochs", 1).done();
    assertThat(Cli.refused(folder, command, "--epochs", 2))
        .startsWith(out + ": made with training 1 epochs, ")
        .contains("asked for training 2 epochs, ")
        .endsWith(" (use the same settings or another file)");
    Cli.write(out, "");
    assertThat(Cli.refused(folder, command))
        .startsWith(out + ": made without parzc, asked for parzc ");
    Cli.write(out, new byte[] {'#', ' ', (byte) 0xff, '\n'});
    assertThat(Cli.refused(folder, command)).startsWith(out + ": cannot be read: ");
  }

  @Test
  void aFullDiskKeepsWhatWasDone() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeTrue(
        Cli.shell("mount", "-t", "tmpfs", "-o", "size=1400k", "tmpfs", disk.toString()) == 0,
        "cannot mount a small tmpfs here (needs root)");
    try {
      Path full = disk.resolve("store.duckdb");
      Cli.Result result =
          Cli.run(
              "statistics",
              "--candidates",
              "random:400",
              "--store",
              full,
              "--threads",
              2,
              "--channels",
              1,
              "--cells",
              5,
              "--batch-size",
              2,
              "--batches",
              1,
              "--statistics",
              "l2_norm",
              "--proxies",
              "nwot");
      assertThat(result.err()).isEqualTo("parzc: %s: No space left on device%n".formatted(full));
      assertThat(result.code()).isEqualTo(2);
      Path copy = Files.copy(full, folder.resolve("copy.duckdb"));
      Path log = full.resolveSibling("store.duckdb.wal");
      if (Files.exists(log)) {
        Files.copy(log, folder.resolve("copy.duckdb.wal"));
      }
      assertThat(
              Cli.run(
                      "statistics",
                      "--candidates",
                      "random:1",
                      "--store",
                      copy,
                      "--channels",
                      1,
                      "--cells",
                      5,
                      "--batch-size",
                      2,
                      "--batches",
                      1,
                      "--statistics",
                      "l2_norm",
                      "--proxies",
                      "nwot")
                  .done()
                  .out())
          .contains("1 of 1 architectures are there already, skipped");

      Path filler = disk.resolve("filler");
      assertThat(Cli.shell("dd", "if=/dev/zero", "of=" + filler, "bs=512")).isNotZero();
      Path labelled = disk.resolve("labels.csv");
      assertThat(
              Cli.refused(
                  disk,
                  "label",
                  "--candidates",
                  "random:2",
                  "--images",
                  Cli.idx(folder, 30),
                  "--train-images",
                  20,
                  "--test-images",
                  10,
                  "--channels",
                  1,
                  "--cells",
                  1,
                  "--epochs",
                  1,
                  "--out",
                  labelled))
          .startsWith(labelled + ": cannot be written: ")
          .contains("No space left on device");
    } finally {
      Cli.shell("umount", "--lazy", disk.toString());
    }
  }
}
