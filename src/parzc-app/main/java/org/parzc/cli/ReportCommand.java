package org.parzc.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.parzc.InputException;
import org.parzc.files.Fingerprint;
import org.parzc.report.EvaluationResult;
import org.parzc.report.ImportanceResult;
import org.parzc.report.RankingTable;
import org.parzc.report.chart.SearchCurve;
import org.parzc.report.page.EvaluationSections;
import org.parzc.report.page.ImportanceSection;
import org.parzc.report.page.Page;
import org.parzc.report.page.RankingSection;
import org.parzc.report.page.SearchSection;
import org.parzc.report.page.Section;
import org.parzc.search.SearchHistory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts results of other commands together on one page. */
@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Puts what other commands wrote together: one HTML page with charts and tables, or plots.",
      "evaluate, importance, rank and search write a page of their own with --report."
    },
    footer = {
      "",
      "Example:",
      "  parzc evaluate --labels labels.csv --store cells.duckdb --budgets 50,100 --json "
          + "> evaluation.json",
      "  parzc report --evaluation evaluation.json --ranking ranking.csv --report report.html"
    })
final class ReportCommand implements Callable<Integer> {
  @Option(
      names = "--title",
      defaultValue = "ParzC report",
      paramLabel = "TEXT",
      description = "Heading of the page (default: ${DEFAULT-VALUE}).")
  private String title;

  @Option(
      names = "--evaluation",
      paramLabel = "FILE",
      description = "What 'parzc evaluate --json' printed.")
  private Path evaluation;

  @Option(
      names = "--importance",
      split = ",",
      paramLabel = "FILE",
      description = "What 'parzc importance --json' printed, of each study.")
  private List<Path> importance = List.of();

  @Option(names = "--ranking", paramLabel = "FILE", description = "What 'parzc rank --out' wrote.")
  private Path ranking;

  @Option(
      names = "--search",
      split = ",",
      paramLabel = "FILE",
      description = "What 'parzc search --state' keeps, of each search; all in one chart.")
  private List<Path> searches = List.of();

  @Mixin private ReportOptions report;

  @Override
  public Integer call() {
    if (!report.isAsked()) {
      throw new InputException(
          "found neither --report nor --plots, expected a place for the page or its charts");
    }
    if (evaluation == null && ranking == null && importance.isEmpty() && searches.isEmpty()) {
      throw new InputException(
          "found none of --evaluation, --importance, --ranking, --search, expected results");
    }
    report.check();
    Page page = page();
    report.write(() -> page);
    return 0;
  }

  private Page page() {
    List<Section> sections = new ArrayList<>();
    List<Page.Facts> provenance = new ArrayList<>();
    if (evaluation != null) {
      EvaluationResult result = EvaluationResult.read(evaluation);
      sections.addAll(EvaluationSections.of(result));
      provenance.add(new Page.Facts(evaluation.toString(), result.provenance()));
    }
    for (Path file : importance) {
      ImportanceResult result = ImportanceResult.read(file);
      sections.add(ImportanceSection.of("importance-" + (importance.indexOf(file) + 1), result));
      provenance.add(new Page.Facts(file.toString(), result.provenance()));
    }
    if (ranking != null) {
      sections.add(RankingSection.of(RankingTable.read(ranking)));
      provenance.add(
          new Page.Facts(
              ranking.toString(), Map.of("content", "sha256 " + Fingerprint.of(ranking))));
    }
    if (!searches.isEmpty()) {
      List<SearchCurve.Source> sources = new ArrayList<>();
      for (Path file : searches) {
        SearchHistory history = SearchHistory.read(file);
        sources.add(new SearchCurve.Source(file.getFileName().toString(), history));
        provenance.add(new Page.Facts(file.toString(), history.settings().facts()));
      }
      sections.add(SearchSection.of(sources, List.of()));
    }
    provenance.add(new Page.Facts("This page", report.provenance(Map.of())));
    return new Page(title, sections, provenance);
  }
}
