package dev.llmaas.console.desktop.pool;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.console.desktop.pool.PoolViewModel.Act;
import dev.llmaas.console.desktop.widget.ConfirmDialog;
import dev.llmaas.console.desktop.widget.Overlay;
import dev.llmaas.console.desktop.widget.Parts;
import dev.llmaas.console.desktop.widget.States;
import dev.llmaas.console.desktop.widget.Ui;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;

/** Asks before something is done to a runner, says what will break, and tells how it went. */
final class RunnerActs {
    private RunnerActs() {}

    static void ask(Replica runner, Act act, PoolViewModel viewModel, Ui ui) {
        if (act == Act.LOAD) {
            run(runner, act, false, viewModel, ui);
            return;
        }
        CheckBox cut = new CheckBox(ui.text("pool.answers.cut"));
        cut.setId("runner-cut");
        int running = runner.load().running();
        Node answers = running == 0
                ? Parts.paragraph(ui.text("pool.answers.none"), "muted")
                : Parts.column(
                        10,
                        Parts.paragraph(
                                ui.text("pool.answers.finish", ui.formats().count(running)), "muted"),
                        cut);
        ConfirmDialog.open(
                ui,
                new ConfirmDialog.Question(
                        ui.text(act == Act.UNLOAD ? "pool.title.unload" : "pool.title.restart", runner.id()),
                        consequence(runner, act, viewModel, ui),
                        runner.id(),
                        ui.messages().word("pool.act.", act)),
                answers,
                () -> run(runner, act, cut.isSelected(), viewModel, ui));
    }

    private static String consequence(Replica runner, Act act, PoolViewModel viewModel, Ui ui) {
        String who = ui.text(
                viewModel.hasOthers(runner) ? "pool.consequence.others" : "pool.consequence.sole", runner.model());
        return act == Act.UNLOAD ? who + " " + ui.text("pool.consequence.unload") : who;
    }

    private static void run(Replica runner, Act act, boolean now, PoolViewModel viewModel, Ui ui) {
        viewModel.act(
                runner,
                act,
                now,
                () -> ui.overlay()
                        .toast(
                                Overlay.Tone.SUCCESS,
                                ui.text(
                                        switch (act) {
                                            case LOAD -> "pool.done.load";
                                            case UNLOAD -> "pool.done.unload";
                                            case RESTART -> "pool.done.restart";
                                        },
                                        runner.id())),
                failure -> ui.overlay().toast(Overlay.Tone.DANGER, States.title(failure, ui)));
    }
}
