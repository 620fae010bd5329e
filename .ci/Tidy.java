import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rules that no compiler knows: sizes, words, rooms, bundles, the top level. Prints every breach with its place and
 * ends with 1 if there is one. Run it from the root: {@code java .ci/Tidy.java}.
 */
final class Tidy {
    private static final int FILE_LINES_MAX = 400;
    private static final int LINE_CHARACTERS_MAX = 200; // texts may be longer than code, which the formatter keeps at 120

    /** Everything that may lie at the top, and nothing else. */
    private static final Set<String> TOP_LEVEL = Set.of(
            ".ci", ".editorconfig", ".gitignore", ".mvn", "ARCHITECTURE.md", "LICENSE", "README.md", "assets",
            "client-sdk", "console-app", "inference-backend", "llmaas", "llmaas.cmd", "mock-platform", "mvnw", "pom.xml");

    private static final String BUNDLES = "console-app/src/main/resources/dev/llmaas/console/i18n/";
    private static final List<String> LANGUAGES = List.of("", "_fr", "_de");

    /** Marks of unfinished work, of one machine, and of servers that only some machines may use. */
    private static final Pattern FORBIDDEN = Pattern.compile(
            "\\b(TODO|FIXME|XXX)\\b|@Disabled|Thread\\.sleep\\(|(^|[^A-Za-z.])/(work|root|farm)/|repo1?\\.maven\\.|registry\\.npmjs|pypi\\.org");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\d+)");

    private final List<String> breaches = new ArrayList<>();

    public static void main(String[] arguments) throws IOException {
        Tidy tidy = new Tidy();
        tidy.topLevel();
        List<Path> files = tidy.tracked();
        for (Path file : files) {
            tidy.text(file);
        }
        tidy.rooms(files);
        tidy.viewModels(files);
        tidy.bundles(files);
        tidy.breaches.forEach(System.err::println);
        if (!tidy.breaches.isEmpty()) {
            System.err.printf("Tidy: %d breaches.%n", tidy.breaches.size());
            System.exit(1);
        }
        System.out.printf("Tidy: %d files are in order.%n", files.size());
    }

    private void topLevel() throws IOException {
        for (String name : git("ls-tree", "--name-only", "HEAD")) {
            if (!TOP_LEVEL.contains(name)) {
                breaches.add(name + ": does not belong at the top level");
            }
        }
    }

    private List<Path> tracked() throws IOException {
        return git("ls-files").stream().map(Path::of).filter(Files::isRegularFile).toList();
    }

    private void text(Path file) throws IOException {
        String name = file.toString();
        if (!name.matches(".*\\.(java|xml|css|properties|sql|json|html|mjs|yaml|sh)|.*/run|llmaas|mvnw") || name.startsWith(".ci/Tidy")
                || name.endsWith("package-lock.json") || name.contains("src/test/resources")) {
            return;
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        if (name.endsWith(".java") && lines.size() > FILE_LINES_MAX) {
            breaches.add("%s: %d lines, %d at most".formatted(name, lines.size(), FILE_LINES_MAX));
        }
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (name.endsWith(".java") && line.length() > LINE_CHARACTERS_MAX && !line.contains("\"")) {
                breaches.add("%s:%d: %d characters".formatted(name, i + 1, line.length()));
            }
            Matcher forbidden = FORBIDDEN.matcher(line);
            if (forbidden.find()) {
                breaches.add("%s:%d: %s".formatted(name, i + 1, forbidden.group().strip()));
            }
        }
    }

    /** Every package of the product says what it is for. */
    private void rooms(List<Path> files) {
        files.stream()
                .filter(file -> file.toString().contains("src/main/java") && file.toString().endsWith(".java"))
                .filter(file -> !file.endsWith("module-info.java"))
                .map(Path::getParent)
                .distinct()
                .filter(room -> Files.notExists(room.resolve("package-info.java")))
                .forEach(room -> breaches.add(room + ": has no package-info.java"));
    }

    private void viewModels(List<Path> files) {
        Set<String> names = files.stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        names.stream()
                .filter(name -> name.endsWith("ViewModel.java"))
                .filter(name -> !names.contains(name.replace(".java", "Test.java")))
                .forEach(name -> breaches.add(name + ": has no test"));
    }

    /** Each language has each text with the same placeholders, and each text is used. */
    private void bundles(List<Path> files) throws IOException {
        if (Files.notExists(Path.of(BUNDLES + "messages.properties"))) {
            return;
        }
        Properties base = bundle("");
        for (String language : LANGUAGES) {
            Properties other = bundle(language);
            Set<String> missing = new TreeSet<>(base.stringPropertyNames());
            missing.removeAll(other.stringPropertyNames());
            Set<String> surplus = new TreeSet<>(other.stringPropertyNames());
            surplus.removeAll(base.stringPropertyNames());
            missing.forEach(key -> breaches.add("messages%s: %s is missing".formatted(language, key)));
            surplus.forEach(key -> breaches.add("messages%s: %s is not in the English bundle".formatted(language, key)));
            for (String key : base.stringPropertyNames()) {
                if (!placeholders(base.getProperty(key)).equals(placeholders(other.getProperty(key, base.getProperty(key))))) {
                    breaches.add("messages%s: %s has other placeholders than in English".formatted(language, key));
                }
            }
        }
        unused(base, files);
    }

    /** A key counts as used if it stands in the code, or begins with a text of the code that ends with a dot. */
    private void unused(Properties base, List<Path> files) throws IOException {
        Set<String> literals = new TreeSet<>();
        Pattern literal = Pattern.compile("\"([a-z][A-Za-z0-9_.-]*)\"|\"\\.([a-z][A-Za-z0-9_.-]*)\"");
        for (Path file : files) {
            if (file.toString().startsWith("console-app/src/main/java")) {
                Matcher matcher = literal.matcher(Files.readString(file));
                while (matcher.find()) {
                    literals.add(matcher.group(1) != null ? matcher.group(1) : "*." + matcher.group(2));
                }
            }
        }
        Set<String> prefixes = literals.stream().filter(text -> text.endsWith(".")).collect(Collectors.toSet());
        Set<String> suffixes = literals.stream().filter(text -> text.startsWith("*.")).map(text -> text.substring(1)).collect(Collectors.toSet());
        base.stringPropertyNames().stream()
                .filter(key -> !literals.contains(key))
                .filter(key -> prefixes.stream().noneMatch(key::startsWith))
                .filter(key -> suffixes.stream().noneMatch(key::endsWith))
                .sorted()
                .forEach(key -> breaches.add("messages: %s is used nowhere".formatted(key)));
    }

    private static Properties bundle(String language) throws IOException {
        Properties properties = new Properties();
        properties.load(new StringReader(Files.readString(Path.of(BUNDLES + "messages" + language + ".properties"))));
        return properties;
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER.matcher(text).results().map(result -> result.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> git(String... arguments) throws IOException {
        List<String> command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toList();
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed");
            }
        } catch (InterruptedException stopped) {
            throw new IOException("interrupted", stopped);
        }
        return output.lines().toList();
    }
}
