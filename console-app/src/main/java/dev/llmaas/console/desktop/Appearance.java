package dev.llmaas.console.desktop;

import dev.llmaas.console.desktop.theme.Theme;
import dev.llmaas.console.i18n.Language;
import dev.llmaas.console.session.Preferences;
import dev.llmaas.console.session.Profiles;
import dev.llmaas.console.session.ProfilesException;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Language and theme as the user wants them, kept in the preferences. Belongs to the FX thread. */
public final class Appearance {
    private static final Logger log = LoggerFactory.getLogger(Appearance.class);

    private final Profiles profiles;
    private final ObjectProperty<Language> language;
    private final ObjectProperty<Theme> theme;

    /**
     * As the preferences say; the file may be damaged, then as the machine is set.
     *
     * @param systemLanguage the tag of the machine's language
     */
    public Appearance(Profiles profiles, String systemLanguage) {
        this.profiles = profiles;
        Preferences preferences = read();
        this.language = new SimpleObjectProperty<>(
                Language.of(preferences.language() == null ? systemLanguage : preferences.language()));
        this.theme = new SimpleObjectProperty<>(Theme.of(preferences.theme()));
        language.addListener(_ -> keep());
        theme.addListener(_ -> keep());
    }

    /** The language of the console. */
    public ObjectProperty<Language> languageProperty() {
        return language;
    }

    /** The theme of the console. */
    public ObjectProperty<Theme> themeProperty() {
        return theme;
    }

    private Preferences read() {
        try {
            return profiles.read().preferences();
        } catch (ProfilesException damaged) {
            log.warn("the preferences cannot be read", damaged);
            return Preferences.NONE;
        }
    }

    private void keep() {
        try {
            profiles.prefer(new Preferences(language.get().tag(), theme.get().tag()));
        } catch (ProfilesException damaged) {
            log.warn("the preferences cannot be kept", damaged);
        }
    }
}
