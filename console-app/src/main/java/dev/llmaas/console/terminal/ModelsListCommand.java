package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.Page;
import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.api.models.StoredModel;
import dev.llmaas.client.ApiException;
import dev.llmaas.client.auth.SignInException;
import dev.llmaas.console.i18n.Formats;
import dev.llmaas.console.session.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists the models in the store of this machine and, if somebody is signed in, those of the platform. */
@Command(
        name = "list",
        footer = {"  llmaas models list", "  llmaas models list --output json | jq -r '.local[].name'"})
final class ModelsListCommand implements Callable<Integer> {
    private final Workplace workplace;

    @Mixin
    private StoreOptions store = new StoreOptions();

    ModelsListCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    /**
     * What programs get.
     *
     * @param directory where the store is
     * @param local what it has
     * @param platform what the platform offers; null if nobody is signed in, or it does not answer
     */
    record Everything(
            String directory,
            List<StoredModel> local,
            @Nullable Page<CatalogModel> platform) {}

    /** A line of the list. */
    private record Line(
            boolean local,
            String name,
            long parameters,
            @Nullable String quantization,
            long contextTokens,
            long bytes,
            @Nullable String remark) {
        static Line of(StoredModel model) {
            return new Line(
                    true,
                    model.name(),
                    model.parameters(),
                    model.quantization(),
                    model.contextTokens(),
                    model.bytes(),
                    model.problem());
        }

        static Line of(CatalogModel model) {
            return new Line(false, model.id(), model.parameters(), null, model.contextTokens(), 0, null);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        StoreEvent last = workplace.localModels().run(store.words("list"), _ -> {});
        if (last instanceof StoreEvent.Listed listed) {
            Optional<Page<CatalogModel>> platform = platform();
            List<Line> lines = new ArrayList<>();
            Stream.of(listed.models()).flatMap(List::stream).map(Line::of).forEach(lines::add);
            platform.ifPresent(page -> page.data().stream().map(Line::of).forEach(lines::add));
            workplace.print(
                    new Everything(listed.directory(), listed.models(), platform.orElse(null)),
                    new Listing<>(columns(workplace.formats()), lines));
        }
        return ExitCodes.OK;
    }

    /** The platform's models; the store is listed also where nobody is signed in, so why there are none is only a note. */
    private Optional<Page<CatalogModel>> platform() {
        if (workplace.profile().isEmpty()) {
            return Optional.empty();
        }
        try (Session session = workplace.session()) {
            return Optional.of(session.admin().models());
        } catch (TerminalException | SignInException notSignedIn) {
            workplace.note(String.valueOf(notSignedIn.getMessage()));
        } catch (ApiException noAnswer) {
            workplace.note(noAnswer.sentence());
        }
        return Optional.empty();
    }

    private List<Column<Line>> columns(Formats formats) {
        return List.of(
                Column.shown(
                        "place",
                        workplace.text("terminal.models.place"),
                        line -> workplace.text(line.local ? "terminal.models.here" : "terminal.models.there"),
                        line -> line.local ? "local" : "platform"),
                Column.text("name", workplace.text("terminal.models.id"), Line::name),
                Column.number(
                        "parameters",
                        workplace.text("terminal.models.parameters"),
                        line -> formats.countShort((double) line.parameters),
                        Line::parameters),
                Column.text("quantization", workplace.text("terminal.models.quantization"), Line::quantization),
                Column.number(
                        "context_tokens",
                        workplace.text("terminal.models.context"),
                        line -> formats.count(line.contextTokens),
                        Line::contextTokens),
                Column.number(
                        "bytes",
                        workplace.text("terminal.models.disk"),
                        line -> line.local ? formats.bytes(line.bytes) : "",
                        Line::bytes),
                Column.text("problem", workplace.text("terminal.models.problem"), Line::remark));
    }
}
