package org.parzc.nativecore;

import org.bytedeco.javacpp.Pointer;

/**
 * Addresses of the elements behind pointers, checked against what the pointers know about
 * themselves.
 */
final class Addresses {
  private Addresses() {}

  /**
   * Address of `count` elements, 0 for null. A count that makes no sense is left to the native
   * check.
   */
  static long of(String name, ElementType type, Pointer pointer, long count) {
    if (pointer == null || pointer.isNull()) {
      return 0;
    }
    int width = pointer.sizeof();
    if (width != 1 && width != type.bytes()) {
      throw new IllegalArgumentException(
          name + " is a " + pointer.getClass().getSimpleName() + ", expected elements of " + type);
    }
    // A limit of 0 says that the pointer does not know how far it may be read.
    long known = (pointer.limit() - pointer.position()) * width;
    if (pointer.limit() > 0 && count > known / type.bytes()) {
      throw new IllegalArgumentException(
          name + " has " + known / type.bytes() + " elements, expected at least " + count);
    }
    return pointer.address() + pointer.position() * width;
  }

  /** Addresses of `perSize` pointers for every size, the pointers of one size adjacent. */
  static long[] of(String name, ElementType type, Pointer[] pointers, long[] sizes, int perSize) {
    if (pointers.length != (long) sizes.length * perSize) {
      throw new IllegalArgumentException(
          name + " has " + pointers.length + " entries, expected " + (long) sizes.length * perSize);
    }
    long[] addresses = new long[pointers.length];
    for (int i = 0; i < pointers.length; i++) {
      addresses[i] = of(name + "[" + i + "]", type, pointers[i], sizes[i / perSize]);
    }
    return addresses;
  }

  /**
   * Product of dimensions; where it is negative or overflows, 0, because the native check says so
   * better.
   */
  static long count(long... dimensions) {
    long product = 1;
    for (long dimension : dimensions) {
      if (dimension < 0 || Math.multiplyHigh(product, dimension) != 0 || product * dimension < 0) {
        return 0;
      }
      product *= dimension;
    }
    return product;
  }
}
