package dev.llmaas.console.terminal;

import dev.llmaas.api.models.StoreEvent;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a smaller model of one in the store of this machine. */
@Command(
        name = "quantize",
        footer = {"  llmaas models quantize acme/small/small-F16.gguf acme/small/small-Q4_K_M.gguf Q4_K_M"})
final class ModelsQuantizeCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Parameters(index = "0", paramLabel = "SOURCE", descriptionKey = "terminal.help.models.name")
    private String source = "";

    @Parameters(index = "1", paramLabel = "TARGET", descriptionKey = "terminal.help.models.quantize.target")
    private String target = "";

    @Parameters(index = "2", paramLabel = "TYPE", descriptionKey = "terminal.help.models.quantize.type")
    private String type = "";

    @Option(names = "--threads", paramLabel = "N", descriptionKey = "terminal.help.models.quantize.threads")
    private @Nullable Integer threads;

    @Option(names = "--allow-requantize", descriptionKey = "terminal.help.models.quantize.again")
    private boolean again;

    @Mixin
    private StoreOptions store = new StoreOptions();

    ModelsQuantizeCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> words = store.words("quantize", source, target, type);
        StoreOptions.add(words, "--threads", threads);
        if (again) {
            words.add("--allow-requantize");
        }
        StoreEvent last;
        try (StoreProgress progress = new StoreProgress(workplace)) {
            last = workplace.localModels().run(words, progress);
        }
        if (last instanceof StoreEvent.Stored stored) {
            if (workplace.output() == OutputForm.JSON) {
                workplace.printJson(stored);
            } else {
                workplace.note(workplace.text(
                        "terminal.models.stored",
                        stored.model().name(),
                        workplace.formats().bytes(stored.model().bytes())));
                workplace.say(stored.path());
            }
        }
        return ExitCodes.OK;
    }
}
