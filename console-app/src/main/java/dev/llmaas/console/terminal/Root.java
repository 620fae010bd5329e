package dev.llmaas.console.terminal;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program itself, and the options that every command takes. Filled by picocli before a command runs. */
@Command(name = Root.NAME)
final class Root {
    static final String NAME = "llmaas";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "table|json|csv",
            scope = ScopeType.INHERIT,
            descriptionKey = "terminal.help.output")
    private OutputForm output = OutputForm.TABLE;

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            scope = ScopeType.INHERIT,
            descriptionKey = "terminal.help.profile")
    private @Nullable String profile;

    @Option(names = "--url", paramLabel = "URL", scope = ScopeType.INHERIT, descriptionKey = "terminal.help.url")
    private @Nullable String url;

    OutputForm output() {
        return output;
    }

    @Nullable
    String profile() {
        return profile;
    }

    @Nullable
    String url() {
        return url;
    }
}
