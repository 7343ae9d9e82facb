/** Files that appear whole or not at all, and tell whether they were changed since. */
package org.parzc.files;
