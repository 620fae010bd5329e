package dev.llmaas.platform.gateway;

import tools.jackson.core.JsonToken;

/** Reads the calls of tools that a turn of the assistant tells of. Belongs to one thread. */
final class CallsReader {
    private final BodyWalk walk;
    private final String path;

    /**
     * A reader of one list.
     *
     * @param path where it stands, {@code messages[1].tool_calls}
     */
    CallsReader(BodyWalk walk, String path) {
        this.walk = walk;
        this.path = path;
    }

    /** Reads it and tells how many calls it holds; the walk stands at its beginning. */
    int read(JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            throw BodyWalk.refused(path, "must be a list");
        }
        int count = 0;
        for (JsonToken item = walk.next(); item != JsonToken.END_ARRAY; item = walk.next()) {
            call(path + "[" + count + "]", item);
            count++;
        }
        return count;
    }

    private void call(String at, JsonToken item) {
        requireObject(at, item);
        boolean named = false;
        boolean function = false;
        boolean described = false;
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken value = walk.next();
            switch (name) {
                case "id" -> {
                    walk.text(at + ".id", value);
                    named = true;
                }
                case "type" ->
                    function = value == JsonToken.VALUE_STRING && walk.string().equals("function");
                case "function" -> {
                    function(at + ".function", value);
                    described = true;
                }
                default -> walk.skip(() -> at, value);
            }
        }
        require(named, at + ".id", "must be a text");
        require(function, at + ".type", "must be function");
        require(described, at + ".function", "must be an object with a name and arguments");
    }

    private void function(String at, JsonToken value) {
        requireObject(at, value);
        boolean named = false;
        boolean called = false;
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken field = walk.next();
            switch (name) {
                case "name" -> {
                    walk.text(at + ".name", field);
                    named = !walk.string().isEmpty();
                }
                case "arguments" -> {
                    walk.text(at + ".arguments", field);
                    called = true;
                }
                default -> walk.skip(() -> at, field);
            }
        }
        require(named, at + ".name", "must be a text that is not empty");
        require(called, at + ".arguments", "must be a text of JSON");
    }

    private static void requireObject(String at, JsonToken value) {
        require(value == JsonToken.START_OBJECT, at, "must be an object");
    }

    private static void require(boolean good, String at, String rule) {
        if (!good) {
            throw BodyWalk.refused(at, rule);
        }
    }
}
