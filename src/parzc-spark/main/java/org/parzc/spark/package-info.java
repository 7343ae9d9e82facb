/**
 * Extraction on Apache Spark: architectures are dealt out to executors, which leave Parquet, which
 * the driver reads. The driver loads no native library of ours. Built by Maven's profile {@code
 * spark} alone.
 */
package org.parzc.spark;
