package dev.llmaas.console.desktop.playground;

import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.client.AdminClient;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Load;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.jspecify.annotations.Nullable;

/** The models of the catalogue by what they can do. Belongs to the FX thread. */
public final class CatalogueModels {
    private final AdminClient admin;
    private final Background background;
    private final ObjectProperty<Load<List<CatalogModel>>> all = new SimpleObjectProperty<>(new Load.Loading<>());

    /** Not read yet. */
    public CatalogueModels(AdminClient admin, Background background) {
        this.admin = admin;
        this.background = background;
    }

    /** All of them. */
    public ReadOnlyObjectProperty<Load<List<CatalogModel>>> allProperty() {
        return all;
    }

    /** Reads them. */
    public void reload() {
        background.load(all, () -> admin.models().data());
    }

    /** Those with a capability. */
    List<CatalogModel> with(String capability) {
        return all.get() instanceof Load.Ready<List<CatalogModel>>(var list)
                ? list.stream()
                        .filter(model -> model.capabilities().contains(capability))
                        .toList()
                : List.of();
    }

    /** Chooses the first that is available with a capability, where none is chosen; again whenever they are read. */
    void choose(String capability, ObjectProperty<@Nullable CatalogModel> chosen) {
        all.subscribe(_ -> {
            if (chosen.get() == null) {
                List<CatalogModel> fitting = with(capability);
                fitting.stream()
                        .filter(CatalogModel::available)
                        .findFirst()
                        .or(() -> fitting.stream().findFirst())
                        .ifPresent(chosen::set);
            }
        });
    }
}
