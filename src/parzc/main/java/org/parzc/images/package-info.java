/**
 * Images with their classes: files of CIFAR-10 and in MNIST's format, and random ones. Plain Java
 * that knows nothing of LibTorch. Whatever cannot be used becomes an {@link
 * org.parzc.InputException} that names the file and the place in it.
 *
 * <p>{@link org.parzc.images.ImageSources} reads the image option. To add a format, write one
 * reader beside {@code Cifar10File} and name its kind in {@link org.parzc.images.ImageSources}.
 */
package org.parzc.images;
