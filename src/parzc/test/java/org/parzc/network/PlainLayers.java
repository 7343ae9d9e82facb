package org.parzc.network;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.hipparchus.special.Erf;
import org.parzc.blueprint.Convolution;
import org.parzc.blueprint.Shape;

/** The layers once more, written as their definitions, on float64 arrays in C order. */
final class PlainLayers {
  private static final double EPSILON = 1e-5;
  private static final double LAYER_NORM_EPSILON = 1e-6;

  private PlainLayers() {}

  /** Extents of a batch of feature maps. */
  record Extents(int images, int channels, int height, int width) {
    int at(int image, int channel, int row, int column) {
      return ((image * channels + channel) * height + row) * width + column;
    }

    int size() {
      return images * channels * height * width;
    }

    boolean contains(int row, int column) {
      return row >= 0 && row < height && column >= 0 && column < width;
    }
  }

  static Extents window(Extents in, int channels, int kernel, int stride, int padding) {
    return new Extents(
        in.images,
        channels,
        (in.height + 2 * padding - kernel) / stride + 1,
        (in.width + 2 * padding - kernel) / stride + 1);
  }

  static double[] convolution(
      double[] x, Extents in, double[] weight, double[] bias, Convolution layer) {
    Shape shape = layer.output(List.of(new Shape(in.channels, in.height, in.width)));
    Extents out = new Extents(in.images, shape.channels(), shape.height(), shape.width());
    int inputs = layer.in() / layer.groups();
    int outputs = layer.out() / layer.groups();
    double[] y = new double[out.size()];
    for (int n = 0; n < out.images; n++) {
      for (int o = 0; o < out.channels; o++) {
        for (int r = 0; r < out.height; r++) {
          for (int c = 0; c < out.width; c++) {
            double sum = bias[o];
            for (int i = 0; i < inputs; i++) {
              for (int k = 0; k < layer.kernel().height() * layer.kernel().width(); k++) {
                int row =
                    r * layer.stride().height()
                        + k / layer.kernel().width() * layer.dilation()
                        - layer.padding().height();
                int column =
                    c * layer.stride().width()
                        + k % layer.kernel().width() * layer.dilation()
                        - layer.padding().width();
                if (in.contains(row, column)) {
                  sum +=
                      x[in.at(n, o / outputs * inputs + i, row, column)]
                          * weight[
                              (o * inputs + i) * layer.kernel().height() * layer.kernel().width()
                                  + k];
                }
              }
            }
            y[out.at(n, o, r, c)] = sum;
          }
        }
      }
    }
    return y;
  }

  static double[] linear(double[] x, int images, double[] weight, double[] bias) {
    int from = x.length / images;
    double[] y = new double[images * bias.length];
    for (int n = 0; n < images; n++) {
      for (int o = 0; o < bias.length; o++) {
        double sum = bias[o];
        for (int i = 0; i < from; i++) {
          sum += x[n * from + i] * weight[o * from + i];
        }
        y[n * bias.length + o] = sum;
      }
    }
    return y;
  }

  static double[] averagePool(double[] x, Extents in, int kernel, int stride, int padding) {
    return pool(x, in, kernel, stride, padding, inside -> inside.average());
  }

  static double[] maxPool(double[] x, Extents in, int kernel, int stride, int padding) {
    return pool(x, in, kernel, stride, padding, inside -> inside.max());
  }

  private static double[] pool(
      double[] x,
      Extents in,
      int kernel,
      int stride,
      int padding,
      Function<DoubleStream, OptionalDouble> ofWindow) {
    Extents out = window(in, in.channels, kernel, stride, padding);
    double[] y = new double[out.size()];
    for (int n = 0; n < out.images; n++) {
      for (int o = 0; o < out.channels; o++) {
        for (int r = 0; r < out.height; r++) {
          for (int c = 0; c < out.width; c++) {
            DoubleStream.Builder inside = DoubleStream.builder();
            for (int k = 0; k < kernel * kernel; k++) {
              int row = r * stride + k / kernel - padding;
              int column = c * stride + k % kernel - padding;
              if (in.contains(row, column)) {
                inside.add(x[in.at(n, o, row, column)]);
              }
            }
            y[out.at(n, o, r, c)] = ofWindow.apply(inside.build()).orElseThrow();
          }
        }
      }
    }
    return y;
  }

  static double[] channelMeans(double[] x, Extents in) {
    double[] means = new double[in.channels];
    for (int k = 0; k < x.length; k++) {
      means[channel(k, in)] += x[k] * in.channels / x.length;
    }
    return means;
  }

  /** Returns the variances over the batch, divided by the number of values. */
  static double[] channelVariances(double[] x, Extents in) {
    double[] means = channelMeans(x, in);
    double[] variances = new double[in.channels];
    for (int k = 0; k < x.length; k++) {
      variances[channel(k, in)] +=
          Math.pow(x[k] - means[channel(k, in)], 2) * in.channels / x.length;
    }
    return variances;
  }

  static double[] normalised(double[] x, Extents in, double[] means, double[] variances) {
    double[] y = new double[x.length];
    for (int k = 0; k < x.length; k++) {
      y[k] = (x[k] - means[channel(k, in)]) / Math.sqrt(variances[channel(k, in)] + EPSILON);
    }
    return y;
  }

  private static int channel(int k, Extents in) {
    return k / (in.height * in.width) % in.channels;
  }

  /** Normalises each vector of features by itself. */
  static double[] layerNorm(double[] x, int features) {
    double[] y = new double[x.length];
    for (int from = 0; from < x.length; from += features) {
      double[] token = Arrays.copyOfRange(x, from, from + features);
      double mean = Arrays.stream(token).average().orElseThrow();
      double variance =
          Arrays.stream(token).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
      for (int f = 0; f < features; f++) {
        y[from + f] = (token[f] - mean) / Math.sqrt(variance + LAYER_NORM_EPSILON);
      }
    }
    return y;
  }

  static double[] gelu(double[] x) {
    return Arrays.stream(x).map(v -> v * (1 + Erf.erf(v / Math.sqrt(2))) / 2).toArray();
  }

  /**
   * @param x (images, tokens, 3 · features): queries, keys and values, each head by head
   */
  static double[] attention(double[] x, int images, int tokens, int features, int heads) {
    double[] y = new double[images * tokens * features];
    int width = features / heads;
    for (int n = 0; n < images; n++) {
      for (int head = 0; head < heads; head++) {
        for (int t = 0; t < tokens; t++) {
          double[] share = new double[tokens];
          for (int s = 0; s < tokens; s++) {
            double product = 0;
            for (int f = head * width; f < (head + 1) * width; f++) {
              product +=
                  x[(n * tokens + t) * 3 * features + f]
                      * x[(n * tokens + s) * 3 * features + features + f];
            }
            share[s] = Math.exp(product / Math.sqrt(width));
          }
          double whole = Arrays.stream(share).sum();
          for (int s = 0; s < tokens; s++) {
            for (int f = head * width; f < (head + 1) * width; f++) {
              y[(n * tokens + t) * features + f] +=
                  share[s] / whole * x[(n * tokens + s) * 3 * features + 2 * features + f];
            }
          }
        }
      }
    }
    return y;
  }
}
