/**
 * ParZC: parametric zero-cost proxies for neural architecture search.
 *
 * <p>One architecture goes through the packages in this order: {@code space} (text to blueprint),
 * {@code network} (blueprint to LibTorch), {@code statistics} (passes to node-wise numbers, through
 * {@code nativecore}), {@code store} (numbers to disk), {@code model} (numbers to a score), {@code
 * ranking} (scores to an order and its quality), {@code report} and {@code cli} (to the reader). A
 * package uses only those before it.
 */
package org.parzc;
