package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.Page;
import dev.llmaas.console.i18n.Formats;
import dev.llmaas.console.session.Session;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists models with their prices. */
@Command(
        name = "models",
        footer = {"  llmaas models", "  llmaas models --output json | jq -r '.data[].id'"})
final class ModelsCommand implements Callable<Integer> {
    private final Workplace workplace;

    ModelsCommand(Workplace workplace) {
        this.workplace = workplace;
    }

    @Override
    public Integer call() {
        try (Session session = workplace.session()) {
            Page<CatalogModel> models = session.admin().models();
            workplace.print(models, new Listing<>(columns(workplace.formats()), models.data()));
        }
        return ExitCodes.OK;
    }

    private List<Column<CatalogModel>> columns(Formats formats) {
        return List.of(
                Column.text("id", workplace.text("terminal.models.id"), CatalogModel::id),
                Column.text("publisher", workplace.text("terminal.models.publisher"), CatalogModel::publisher),
                Column.number(
                        "parameters",
                        workplace.text("terminal.models.parameters"),
                        model -> formats.countShort((double) model.parameters()),
                        CatalogModel::parameters),
                Column.number(
                        "context_tokens",
                        workplace.text("terminal.models.context"),
                        model -> formats.count(model.contextTokens()),
                        CatalogModel::contextTokens),
                Column.text(
                        "capabilities",
                        workplace.text("terminal.models.capabilities"),
                        model -> String.join(" ", model.capabilities())),
                Column.number(
                        "input_price",
                        workplace.text("terminal.models.input"),
                        model -> formats.moneyPerMillion(model.inputPrice()),
                        model -> model.inputPrice().nanoEuros()),
                Column.number(
                        "output_price",
                        workplace.text("terminal.models.output"),
                        model -> formats.moneyPerMillion(model.outputPrice()),
                        model -> model.outputPrice().nanoEuros()),
                Column.shown(
                        "available",
                        workplace.text("terminal.models.available"),
                        model -> workplace.text(model.available() ? "terminal.yes" : "terminal.no"),
                        CatalogModel::available));
    }
}
