package dev.llmaas.console.terminal;

import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.api.models.StoreEvent.Reason;
import dev.llmaas.console.session.LocalModelsException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Fetches a model from a hub into the store of this machine. */
@Command(
        name = "pull",
        footer = {
            "  llmaas models pull ibm-granite/granite-3.3-2b-instruct-GGUF:Q4_K_M",
            "  llmaas models pull acme/private-GGUF --hub https://models.corp.example --token-file token.txt"
        })
final class ModelsPullCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "terminal.help.models.pull.name")
    private String name = "";

    @Option(names = "--accept-licence", descriptionKey = "terminal.help.models.pull.licence")
    private boolean licenceAccepted;

    @Option(names = "--hub", paramLabel = "URL", descriptionKey = "terminal.help.models.pull.hub")
    private @Nullable String hub;

    @Option(names = "--token-file", paramLabel = "FILE", descriptionKey = "terminal.help.models.pull.token")
    private @Nullable String tokenFile;

    @Option(names = "--ca-file", paramLabel = "FILE", descriptionKey = "terminal.help.models.pull.authorities")
    private @Nullable String authorities;

    @Option(names = "--sha256", paramLabel = "HEX", descriptionKey = "terminal.help.models.pull.sha256")
    private @Nullable String sha256;

    @Option(names = "--parts", paramLabel = "N", descriptionKey = "terminal.help.models.pull.parts")
    private @Nullable Integer parts;

    @Mixin
    private StoreOptions store = new StoreOptions();

    ModelsPullCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() throws InterruptedException {
        StoreEvent last = pulled();
        if (last instanceof StoreEvent.Stored stored) {
            if (workplace.output() == OutputForm.JSON) {
                workplace.printJson(stored);
            } else {
                workplace.note(workplace.text(
                        stored.fresh() ? "terminal.models.stored" : "terminal.models.present",
                        stored.model().name(),
                        workplace.formats().bytes(stored.model().bytes())));
                workplace.say(stored.path());
            }
        }
        return ExitCodes.OK;
    }

    private StoreEvent pulled() throws InterruptedException {
        try {
            return run(licenceAccepted);
        } catch (LocalModelsException refused) {
            if (refused.reason() != Reason.LICENCE || !workplace.screen().interactive()) {
                throw refused;
            }
            workplace.note(refused.sentence());
            if (!workplace.confirmed(workplace.text("terminal.models.licence.question"))) {
                throw refused;
            }
            return run(true);
        }
    }

    private StoreEvent run(boolean accepted) throws InterruptedException {
        List<String> words = store.words("pull", name);
        StoreOptions.add(words, "--hub", hub);
        StoreOptions.add(words, "--token-file", tokenFile);
        StoreOptions.add(words, "--ca-file", authorities);
        StoreOptions.add(words, "--sha256", sha256);
        StoreOptions.add(words, "--parts", parts);
        if (accepted) {
            words.add("--accept-licence");
        }
        try (StoreProgress progress = new StoreProgress(workplace)) {
            return workplace.localModels().run(words, progress);
        }
    }
}
