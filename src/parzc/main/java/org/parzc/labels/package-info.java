/**
 * Files about architectures: accuracies that they were trained to, published proxies, costs, and
 * lists of candidates, in our own CSV format and in those of the benchmarks. Plain Java that knows
 * nothing of LibTorch. Whatever cannot be used becomes an {@link org.parzc.InputException} that
 * names the file and the place in it.
 *
 * <p>{@link org.parzc.labels.LabelFile} reads labels and {@link org.parzc.labels.Candidates} the
 * architectures to score. To add a format, write one reader beside {@code CsvLabelFile} and name it
 * in {@link org.parzc.labels.LabelFile}.
 */
package org.parzc.labels;
