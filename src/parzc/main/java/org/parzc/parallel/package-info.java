/** Work on many items on several threads, with results in order. */
package org.parzc.parallel;
