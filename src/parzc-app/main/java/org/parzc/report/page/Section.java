package org.parzc.report.page;

import java.util.List;
import org.parzc.report.Table;
import org.parzc.report.chart.Chart;

/**
 * One part of a page.
 *
 * @param id unique on the page
 * @param title its heading
 * @param text what it is about
 * @param facts the numbers to remember
 * @param charts its charts
 * @param listings its tables
 */
public record Section(
    String id,
    String title,
    String text,
    List<Fact> facts,
    List<Chart> charts,
    List<Listing> listings) {
  /**
   * A number to remember.
   *
   * @param name what it is
   * @param value how it is shown
   */
  public record Fact(String name, String value) {}

  /**
   * A table that can be sorted, filtered and exported.
   *
   * @param id unique on the page; names the exported file
   * @param title its caption
   * @param table what it holds
   */
  public record Listing(String id, String title, Table table) {}

  /** Copies the lists. */
  public Section {
    facts = List.copyOf(facts);
    charts = List.copyOf(charts);
    listings = List.copyOf(listings);
  }
}
