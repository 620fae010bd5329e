package dev.llmaas.console.terminal;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints a script that lets bash and zsh complete commands and options. */
@Command(
        name = "completion",
        footer = {
            "  source <(llmaas completion)",
            "  llmaas completion > ~/.local/share/bash-completion/completions/llmaas"
        })
final class CompletionCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Spec
    private @Nullable CommandSpec spec;

    CompletionCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        if (spec != null) {
            workplace.say(AutoComplete.bash(Root.NAME, spec.root().commandLine()));
        }
        return ExitCodes.OK;
    }
}
