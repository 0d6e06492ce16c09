/**
 * The schemas of the topics' values: their frozen versions, and the registry that foreign readers
 * find them in.
 */
@NullMarked
package io.trialstream.topics.schema;

import org.jspecify.annotations.NullMarked;
