package dev.llmaas.client.schema;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what a component of a record means, or a whole record or enum. It goes into the schema, and models read it.
 *
 * <pre>{@code
 * record Price(@Description("in cents") int amount, Currency currency) {}
 * }</pre>
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.TYPE})
public @interface Description {
    /** The words for the model. */
    String value();
}
