/**
 * The native core, {@code libparzc}: its loading, its kernels as plain Java methods, and its errors
 * as exceptions. The only package that touches our JavaCPP glue.
 */
package org.parzc.nativecore;
