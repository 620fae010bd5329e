package dev.llmaas.inference.runner;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the route of a path. Immutable. */
final class RouteTable {
    private final Map<String, Route> leaves = new HashMap<>();
    private final Map<String, Route> branches = new HashMap<>();

    /** A table of routes, of which no two have the same path. */
    RouteTable(List<Route> routes) {
        for (Route route : routes) {
            Map<String, Route> place = route.isBranch() ? branches : leaves;
            if (place.put(route.path(), route) != null) {
                throw new IllegalArgumentException("two routes have the path " + route.path());
            }
        }
    }

    /** The route of a path: its own, or that of a branch one segment deep. */
    Optional<Route> find(String path) {
        Route leaf = leaves.get(path);
        if (leaf != null) {
            return Optional.of(leaf);
        }
        int second = path.indexOf('/', 1);
        return second < 0 ? Optional.empty() : Optional.ofNullable(branches.get(path.substring(0, second + 1)));
    }
}
