/**
 * Scores, statistics and searches for programs in other languages: HTTP and JSON.
 *
 * <p>{@link org.parzc.serve.Server} is the way in; {@link org.parzc.serve.Service} is what it
 * answers from. Requests are read on threads of the HTTP library; whatever measures or scores for
 * them is done by one {@link org.parzc.serve.WorkQueue}, so that the store has a single writer and
 * LibTorch no more threads than the user gave, and one for the scores of a search.
 */
package org.parzc.serve;
