package org.parzc.labels;

import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of file with labels.
 *
 * @param recognises whether a file is of this kind, if it is of none before
 * @param reader reads such a file
 */
record LabelFormat(Predicate<FileStart> recognises, Function<LabelRequest, Labels> reader) {}
