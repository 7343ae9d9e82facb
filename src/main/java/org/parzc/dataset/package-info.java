/**
 * What the user brings: images, labels and lists of candidates, read strictly. Plain Java that knows nothing of
 * LibTorch. Whatever cannot be used becomes an {@link org.parzc.InputException} that names the file and the place in
 * it.
 *
 * <p>{@link org.parzc.dataset.ImageSources} reads the image option, {@link org.parzc.dataset.LabelFile} accuracies and
 * {@link org.parzc.dataset.Candidates} the architectures to score. To add an image format, write one reader beside
 * {@code Cifar10File} and name its kind in {@link org.parzc.dataset.ImageSources}.
 */
package org.parzc.dataset;
