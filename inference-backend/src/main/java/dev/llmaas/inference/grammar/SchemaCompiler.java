package dev.llmaas.inference.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Writes the rules of one schema document into a grammar: one for each set of schemas that applies to a value. */
final class SchemaCompiler {
    private final Automaton automaton;
    private final JsonStrings strings;
    private final SchemaDocument document;
    private final Exclusion exclusion;
    private final Map<String, Integer> rules = new HashMap<>();
    private final ArrayDeque<Open> open = new ArrayDeque<>();

    /** A rule that others call already and that is still to be written. */
    private record Open(int rule, List<Located> schemas) {}

    SchemaCompiler(Automaton automaton, JsonStrings strings, JsonNode schema) {
        this.automaton = automaton;
        this.strings = strings;
        this.document = new SchemaDocument(schema, automaton.budget());
        this.exclusion = new Exclusion(document);
    }

    /**
     * The rule of the whole schema, with everything that it calls.
     *
     * @throws GrammarException if something cannot be enforced
     */
    int compile() {
        int rule = rule(List.of(document.root()));
        while (!open.isEmpty()) {
            Open next = open.poll();
            write(next);
        }
        return rule;
    }

    private int rule(List<Located> schemas) {
        String key = schemas.stream().map(Located::pointer).distinct().sorted().collect(Collectors.joining("\n"));
        Integer known = rules.get(key);
        if (known == null) {
            automaton.budget().take(5 + schemas.size(), "");
            known = automaton.rule();
            rules.put(key, known);
            open.add(new Open(known, schemas));
        }
        return known;
    }

    private void write(Open next) {
        int end = automaton.state();
        automaton.end(end);
        for (List<Located> parts : document.alternatives(next.schemas())) {
            parts.forEach(exclusion::check);
            int start = automaton.state();
            automaton.jump(automaton.start(next.rule()), start);
            value(start, Facets.of(parts, document), end);
        }
    }

    private void value(int from, Facets facets, int to) {
        if (facets.values() != null) {
            literals(from, facets, to);
            return;
        }
        Located where =
                facets.parts().isEmpty() ? document.root() : facets.parts().getFirst();
        for (Facets.Type type : facets.types()) {
            switch (type) {
                case NULL -> automaton.jump(automaton.literal(from, "null"), to);
                case BOOLEAN -> automaton.literals(from, List.of("true", "false"), to);
                case NUMBER -> new NumberWriter(automaton).write(from, facets.numbers(), to);
                case STRING -> string(from, facets, to);
                case ARRAY -> list(from, Items.of(facets.parts()), to);
                case OBJECT ->
                    automaton.jump(
                            new ObjectWriter(automaton, strings, this::rule)
                                    .write(from, Members.of(facets.parts(), document), where),
                            to);
            }
        }
    }

    private void literals(int from, Facets facets, int to) {
        List<String> texts = new ArrayList<>();
        for (JsonNode value : facets.admitted()) {
            texts.add(JsonLiterals.text(value, facets.parts().getFirst().pointer()));
        }
        automaton.literals(from, texts.stream().distinct().toList(), to);
    }

    private void string(int from, Facets facets, int to) {
        if (facets.hasNoText()) {
            return;
        }
        if (facets.texts() != null) {
            automaton.jump(strings.of(from, facets.texts()), to);
        } else if (facets.lengthMin() == 0 && facets.lengthMax() < 0) {
            automaton.call(from, strings.freeText(), to);
        } else {
            Facets.checkLengths(facets.parts(), facets.lengthMin(), facets.lengthMax());
            automaton.jump(strings.ofLength(from, facets.lengthMin(), facets.lengthMax()), to);
        }
    }

    private void list(int from, Items items, int to) {
        if (items.isEmpty()) {
            return;
        }
        int at = automaton.literal(from, "[");
        int end = automaton.state();
        automaton.jump(automaton.literal(end, "]"), to);
        int place = 0;
        boolean looping = false;
        while (!looping && (items.max() < 0 || place < items.max())) {
            boolean named = place < items.first().size();
            if (place >= items.min()) {
                automaton.jump(at, end);
            }
            int rule = rule(named ? items.first().get(place) : items.rest());
            at = automaton.call(place == 0 ? at : ObjectWriter.comma(automaton, at), rule);
            place++;
            looping = !named && items.max() < 0 && place >= items.min();
            if (looping) {
                automaton.call(ObjectWriter.comma(automaton, at), rule, at);
            }
        }
        automaton.jump(at, end);
    }
}
