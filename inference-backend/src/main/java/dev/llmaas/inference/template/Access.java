package dev.llmaas.inference.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What can be reached from a value: keys, elements, slices and the methods of texts, lists and dictionaries. */
final class Access {
    private static final Set<String> OF_ENTRIES = Set.of("get", "items", "keys", "values");
    private static final Set<String> OF_ITEMS = Set.of("index", "count");

    private final Operations operations;
    private final TextMethods texts;

    Access(Operations operations) {
        this.operations = operations;
        this.texts = new TextMethods(operations);
    }

    /** {@code value.name}: a method if there is one, else what the dictionary holds. */
    Value attribute(Value value, String name) {
        return switch (value) {
            case Value.Undefined(String what) -> throw Operations.wrong("'%s' is undefined", what);
            case Value.Loop loop -> loop.attribute(name);
            case Value.Namespace namespace -> namespace.values().getOrDefault(name, new Value.Undefined(name));
            case Value.Entries(Map<Value, Value> entries) -> {
                if (OF_ENTRIES.contains(name)) {
                    yield bound(value, name);
                }
                yield entries.getOrDefault(Value.of(name), new Value.Undefined(name));
            }
            case Value.Items ignored when OF_ITEMS.contains(name) -> bound(value, name);
            case Value.Text ignored when TextMethods.isKnown(name) -> bound(value, name);
            default -> new Value.Undefined(name);
        };
    }

    private Value bound(Value value, String name) {
        return new Value.Function(name, arguments -> method(value, name, arguments));
    }

    /** {@code value[key]}: what a list or dictionary holds, else a method. */
    Value subscript(Value value, Value key) {
        return switch (value) {
            case Value.Undefined(String what) -> throw Operations.wrong("'%s' is undefined", what);
            case Value.Entries(Map<Value, Value> entries) -> {
                Value found = entries.get(Operations.key(key));
                if (found != null) {
                    yield found;
                }
                yield key instanceof Value.Text(String name)
                        ? attribute(value, name)
                        : new Value.Undefined(operations.text(key));
            }
            case Value.Items(List<Value> items, boolean ignored)
            when key instanceof Value.Whole(long index) -> {
                long at = index < 0 ? index + items.size() : index;
                yield at < 0 || at >= items.size() ? new Value.Undefined("element " + index) : items.get((int) at);
            }
            case Value.Text(String text)
            when key instanceof Value.Whole(long index) -> {
                int length = text.codePointCount(0, text.length());
                long at = index < 0 ? index + length : index;
                if (at < 0 || at >= length) {
                    yield new Value.Undefined("character " + index);
                }
                int place = text.offsetByCodePoints(0, (int) at);
                yield Value.of(Character.toString(text.codePointAt(place)));
            }
            default ->
                key instanceof Value.Text(String name) ? attribute(value, name) : new Value.Undefined(key.type());
        };
    }

    /** A way of attributes with dots, or one place, as filters have it. */
    Value path(Value value, Value attribute) {
        if (!(attribute instanceof Value.Text(String way))) {
            return subscript(value, attribute);
        }
        Value found = value;
        for (String part : way.split("\\.", -1)) {
            operations.budget().step();
            boolean place =
                    !part.isEmpty() && part.length() < 10 && part.chars().allMatch(Character::isDigit);
            found = subscript(found, place ? new Value.Whole(Long.parseLong(part)) : Value.of(part));
        }
        return found;
    }

    /** {@code value[start:stop:step]}. */
    Value slice(Value value, @Nullable Value start, @Nullable Value stop, @Nullable Value step) {
        long by = whole(step, 1);
        if (by == 0) {
            throw Operations.wrong("the step of a slice must not be 0");
        }
        List<Value> items = switch (value) {
            case Value.Items list -> list.values();
            case Value.Text text -> operations.items(text);
            case Value.Undefined ignored -> List.of();
            default -> throw Operations.wrong("a value of type %s cannot be sliced", value.type());
        };
        int size = items.size();
        long from =
                by > 0 ? bound(whole(start, 0), size, 0, size) : bound(whole(start, size - 1L), size, -1, size - 1L);
        long to = by > 0
                ? bound(whole(stop, size), size, 0, size)
                : stop == null || stop instanceof Value.None ? -1 : bound(whole(stop, 0), size, -1, size - 1L);
        List<Value> part = new ArrayList<>();
        for (long at = from; by > 0 ? at < to : at > to; at += by) {
            operations.budget().step();
            part.add(items.get((int) at));
            if (Math.abs(by) > size) {
                break;
            }
        }
        return switch (value) {
            case Value.Items list -> new Value.Items(part, list.tuple());
            case Value.Text ignored -> {
                StringBuilder text = new StringBuilder();
                part.forEach(character -> text.append(operations.text(character)));
                yield operations.budget().made(text.toString());
            }
            default -> Value.of(part);
        };
    }

    private static long bound(long place, long size, long min, long max) {
        long counted = place < 0 ? place + size : place;
        return Math.min(Math.max(counted, min), max);
    }

    private static long whole(@Nullable Value value, long otherwise) {
        return switch (value) {
            case null -> otherwise;
            case Value.None ignored -> otherwise;
            case Value.Whole(long number) -> number;
            case Value.Flag(boolean flag) -> flag ? 1 : 0;
            default -> throw Operations.wrong("a slice needs whole numbers, not a %s", value.type());
        };
    }

    /** Calls a method. */
    Value method(Value value, String name, Arguments arguments) {
        operations.budget().step();
        return switch (value) {
            case Value.Text(String text) -> texts.call(text, name, arguments);
            case Value.Entries(Map<Value, Value> entries) -> ofEntries(entries, name, arguments);
            case Value.Items(List<Value> items, boolean ignored) -> ofItems(items, name, arguments);
            default -> throw Operations.wrong("a value of type %s has no method %s", value.type(), name);
        };
    }

    private Value ofEntries(Map<Value, Value> entries, String name, Arguments arguments) {
        operations.budget().items(name.equals("get") ? 0 : entries.size());
        return switch (name) {
            case "get" ->
                entries.getOrDefault(
                        Operations.key(arguments.require(name, 0, "key")), arguments.get(1, "default", Fixed.NONE));
            case "keys" -> Value.of(List.copyOf(entries.keySet()));
            case "values" -> Value.of(List.copyOf(entries.values()));
            case "items" -> {
                List<Value> pairs = new ArrayList<>();
                entries.forEach((key, each) -> pairs.add(Value.pair(key, each)));
                yield Value.of(pairs);
            }
            default -> throw Operations.wrong("a dictionary has no method %s", name);
        };
    }

    private Value ofItems(List<Value> items, String name, Arguments arguments) {
        Value wanted = arguments.require(name, 0, "value");
        long count = 0;
        for (int at = 0; at < items.size(); at++) {
            if (operations.equal(items.get(at), wanted)) {
                if (name.equals("index")) {
                    return new Value.Whole(at);
                }
                count++;
            }
        }
        if (name.equals("index")) {
            throw Operations.wrong("the list does not hold what is looked for");
        }
        return new Value.Whole(count);
    }
}
