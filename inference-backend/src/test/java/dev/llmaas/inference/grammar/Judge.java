package dev.llmaas.inference.grammar;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/** What an independent validator says of an answer. */
record Judge(Schema schema) {
    static Judge of(String schema) {
        return new Judge(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema, InputFormat.JSON));
    }

    /** What is wrong with an answer; nothing if it validates. */
    List<String> complaints(String answer) {
        return schema
                .validate(
                        answer,
                        InputFormat.JSON,
                        execution -> execution.executionConfig(config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }
}
