package dev.llmaas.console.terminal;

import dev.llmaas.api.admin.ApiKey;
import dev.llmaas.console.i18n.Formats;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How keys are listed. */
final class KeyColumns {
    private KeyColumns() {}

    static Listing<ApiKey> of(List<ApiKey> keys, Workplace workplace) {
        Formats formats = workplace.formats();
        Instant now = workplace.surroundings().clock().instant();
        List<Column<ApiKey>> columns = List.of(
                Column.text(
                        "id",
                        workplace.text("terminal.keys.id"),
                        key -> key.id().value()),
                Column.text("name", workplace.text("terminal.keys.name"), ApiKey::name),
                Column.text("hint", workplace.text("terminal.keys.hint"), ApiKey::hint),
                Column.text(
                        "status",
                        workplace.text("terminal.keys.status"),
                        key -> key.status().name().toLowerCase(Locale.ROOT)),
                Column.text("models", workplace.text("terminal.keys.models"), key -> String.join(" ", key.models())),
                Column.text("owner_email", workplace.text("terminal.keys.owner"), ApiKey::ownerEmail),
                Column.shown(
                        "created_at_ms",
                        workplace.text("terminal.keys.created"),
                        key -> formats.date(Instant.ofEpochMilli(key.createdAtMs())),
                        ApiKey::createdAtMs),
                Column.shown(
                        "expires_at_ms",
                        workplace.text("terminal.keys.expires"),
                        key -> date(formats, key.expiresAtMs()),
                        ApiKey::expiresAtMs),
                Column.shown(
                        "last_used_at_ms",
                        workplace.text("terminal.keys.used"),
                        key -> key.lastUsedAtMs() == null
                                ? ""
                                : formats.ago(Instant.ofEpochMilli(key.lastUsedAtMs()), now),
                        ApiKey::lastUsedAtMs));
        return new Listing<>(columns, keys);
    }

    private static String date(Formats formats, @Nullable Long atMs) {
        return atMs == null ? "" : formats.date(Instant.ofEpochMilli(atMs));
    }
}
