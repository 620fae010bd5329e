package dev.llmaas.console.terminal;

import dev.llmaas.api.models.ModelSheet;
import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.api.models.StoredModel;
import dev.llmaas.console.i18n.Formats;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what the file of a model says about itself, and the memory that running it takes. */
@Command(
        name = "show",
        footer = {"  llmaas models show granite-3.3-2b-instruct-Q4_K_M.gguf --slots 8 --context 8192"})
final class ModelsShowCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Parameters(index = "0", paramLabel = "NAME", descriptionKey = "terminal.help.models.name")
    private String name = "";

    @Option(names = "--slots", paramLabel = "N", descriptionKey = "terminal.help.models.show.slots")
    private @Nullable Integer slots;

    @Option(names = "--context", paramLabel = "TOKENS", descriptionKey = "terminal.help.models.show.context")
    private @Nullable Integer context;

    @Mixin
    private StoreOptions store = new StoreOptions();

    ModelsShowCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() throws InterruptedException {
        List<String> words = store.words("show", name);
        StoreOptions.add(words, "--slots", slots);
        StoreOptions.add(words, "--context", context);
        StoreEvent last = workplace.localModels().run(words, _ -> {});
        if (last instanceof StoreEvent.Shown(ModelSheet sheet)) {
            if (workplace.output() == OutputForm.JSON) {
                workplace.printJson(sheet);
            } else {
                print(sheet);
            }
        }
        return ExitCodes.OK;
    }

    private void print(ModelSheet sheet) {
        Map<String, String> lines = new LinkedHashMap<>();
        file(sheet, lines);
        model(sheet, lines);
        memory(sheet.memory(), lines);
        int width = lines.keySet().stream().mapToInt(String::length).max().orElse(0);
        lines.forEach((heading, value) -> workplace.say(heading + " ".repeat(width - heading.length() + 2) + value));
    }

    private void file(ModelSheet sheet, Map<String, String> lines) {
        Formats formats = workplace.formats();
        StoredModel model = sheet.model();
        put(lines, "name", model.name());
        put(lines, "title", sheet.title());
        put(lines, "path", sheet.path());
        put(lines, "bytes", formats.bytes(model.bytes()));
        put(lines, "sha256", model.sha256());
        put(lines, "source", model.source());
        put(lines, "licence", model.licence());
        Long fetched = model.fetchedAtMs();
        put(lines, "fetched", fetched == null ? null : formats.dateTime(Instant.ofEpochMilli(fetched)));
    }

    private void model(ModelSheet sheet, Map<String, String> lines) {
        Formats formats = workplace.formats();
        StoredModel model = sheet.model();
        put(lines, "architecture", model.architecture());
        put(lines, "parameters", formats.countShort((double) model.parameters()));
        put(lines, "quantization", model.quantization());
        put(lines, "context", formats.count(model.contextTokens()));
        put(lines, "layers", formats.count(sheet.layers()));
        put(lines, "width", formats.count(sheet.embeddingLength()));
        put(lines, "vocabulary", formats.count(sheet.vocabulary()));
        put(lines, "tokenizer", sheet.tokenizer());
        put(
                lines,
                "template",
                sheet.templateFamily() == null
                        ? workplace.text("terminal.models.sheet.no_template")
                        : sheet.templateFamily());
    }

    private void memory(ModelSheet.Memory memory, Map<String, String> lines) {
        Formats formats = workplace.formats();
        put(
                lines,
                "memory",
                workplace.text(
                        "terminal.models.sheet.memory_of",
                        formats.bytes(memory.totalBytes()),
                        memory.slots(),
                        formats.count(memory.contextTokens()),
                        formats.bytes(memory.weightBytes()),
                        formats.bytes(memory.cacheBytes()),
                        formats.bytes(memory.computeBytes())));
    }

    private void put(Map<String, String> lines, String key, @Nullable String value) {
        if (value != null) {
            lines.put(workplace.text("terminal.models.sheet." + key), value);
        }
    }
}
