/** Tests of the path to CUDA on a machine without a GPU. */
package org.parzc.cuda;
