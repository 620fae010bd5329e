/**
 * Answers as records of the application: a record becomes a JSON schema in the strict subset of OpenAI, and the JSON of an
 * answer, or of the arguments of a tool, becomes the record. {@link dev.llmaas.client.schema.RecordSchema} is the door.
 *
 * <p>Records are read here and not by Jackson, because what stands where it must not is then named by its path and never
 * quoted, and because nothing but the types of the components decides what is allowed. This is the only place of the SDK that
 * looks into types of others. Knows no transport.
 */
@NullMarked
package dev.llmaas.client.schema;

import org.jspecify.annotations.NullMarked;
