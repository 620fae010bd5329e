package dev.llmaas.console.desktop;

import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.Replica;
import dev.llmaas.console.desktop.async.Load;
import dev.llmaas.console.desktop.keys.KeysViewModel;
import dev.llmaas.console.desktop.playground.PlaygroundViewModel;
import dev.llmaas.console.desktop.pool.PoolViewModel;
import dev.llmaas.console.desktop.theme.Theme;
import dev.llmaas.console.desktop.widget.Ui;
import dev.llmaas.console.i18n.Language;
import java.util.ArrayList;
import java.util.List;
import org.kordamp.ikonli.feather.Feather;

/**
 * What the command palette offers beside the screens.
 *
 * @param places what can be gone to
 * @param appearance language and theme
 * @param ui texts
 */
record Commands(Places places, Appearance appearance, Ui ui) {
    /**
     * What can be gone to.
     *
     * @param main the shell
     * @param keys the keys, each of which can be opened
     * @param playground where models can be tried
     * @param pool the runners, each of which can be opened
     */
    record Places(MainViewModel main, KeysViewModel keys, PlaygroundViewModel playground, PoolViewModel pool) {}

    List<CommandPalette.Command> all(Runnable signOut, Runnable switchPlatform) {
        List<CommandPalette.Command> all = new ArrayList<>();
        addKeys(all);
        addModels(all);
        addRunners(all);
        String act = ui.text("palette.act");
        for (Theme theme : Theme.values()) {
            all.add(new CommandPalette.Command(
                    Feather.MOON,
                    ui.text("palette.theme", ui.messages().word("theme.", theme)),
                    act,
                    () -> appearance.themeProperty().set(theme)));
        }
        for (Language language : Language.values()) {
            all.add(new CommandPalette.Command(
                    Feather.GLOBE,
                    ui.text("palette.language", language.ownName()),
                    act,
                    () -> appearance.languageProperty().set(language)));
        }
        all.add(new CommandPalette.Command(Feather.REPEAT, ui.text("top.switch"), act, switchPlatform));
        all.add(new CommandPalette.Command(Feather.LOG_OUT, ui.text("top.sign_out"), act, signOut));
        return all;
    }

    private void addKeys(List<CommandPalette.Command> all) {
        if (places.main().screens().contains(Screen.KEYS)
                && places.keys().keysProperty().get() instanceof Load.Ready<List<ApiKey>>(var list)) {
            for (ApiKey key : list) {
                all.add(new CommandPalette.Command(Feather.KEY, key.name(), ui.text("palette.key"), () -> {
                    places.main().screenProperty().set(Screen.KEYS);
                    places.keys().selectedProperty().set(key);
                }));
            }
        }
    }

    private void addModels(List<CommandPalette.Command> all) {
        if (places.main().screens().contains(Screen.PLAYGROUND)
                && places.playground().modelsProperty().get() instanceof Load.Ready<List<CatalogModel>>(var list)) {
            for (CatalogModel model : list) {
                all.add(new CommandPalette.Command(Feather.CPU, model.id(), ui.text("palette.model"), () -> {
                    places.playground().modelProperty().set(model);
                    places.main().screenProperty().set(Screen.PLAYGROUND);
                }));
            }
        }
    }

    private void addRunners(List<CommandPalette.Command> all) {
        if (places.main().screens().contains(Screen.POOL)
                && places.pool().replicasProperty().get() instanceof Load.Ready<List<Replica>>(var list)) {
            for (Replica replica : list) {
                String name = "%s · %s".formatted(replica.id(), replica.node());
                all.add(new CommandPalette.Command(Feather.SERVER, name, ui.text("palette.runner"), () -> {
                    places.main().screenProperty().set(Screen.POOL);
                    places.pool().selectedProperty().set(replica.id());
                }));
            }
        }
    }
}
