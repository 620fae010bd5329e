package dev.llmaas.console.session;

import dev.llmaas.api.WireJson;
import dev.llmaas.console.Limits;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The platforms and preferences of a user, in one file of the config directory. Each change reads the file again and
 * replaces it whole, so that a desktop and a terminal can share it. Thread-safe; reads and writes block on the disk.
 */
public final class Profiles {
    private static final String FILE = "profiles.json";

    private final Path file;
    private final Path authorities;
    private final ReentrantLock changing = new ReentrantLock();

    /** Keeps the file in {@code directory}, which need not exist yet. Reads nothing. */
    public Profiles(Path directory) {
        this.file = directory.resolve(FILE);
        this.authorities = directory.resolve("authorities");
    }

    /**
     * What the file holds.
     *
     * @param selected the name of the platform that was used last, or null
     * @param preferences how the user likes the console
     * @param profiles the platforms, most recently used first
     */
    public record Contents(@Nullable String selected, Preferences preferences, List<Profile> profiles) {
        static final Contents EMPTY = new Contents(null, Preferences.NONE, List.of());

        /** Copies its list; what the file leaves out is empty. */
        public Contents {
            preferences = preferences == null ? Preferences.NONE : preferences;
            profiles = profiles == null ? List.of() : List.copyOf(profiles);
        }

        /** The platform of this name. */
        public Optional<Profile> find(String name) {
            return profiles.stream()
                    .filter(profile -> profile.name().equals(name))
                    .findFirst();
        }

        /** The platform that was used last, or the first. */
        public Optional<Profile> current() {
            return Optional.ofNullable(selected)
                    .flatMap(this::find)
                    .or(() -> profiles.stream().findFirst());
        }
    }

    /**
     * What the file holds now; nothing if there is none.
     *
     * @throws ProfilesException if it cannot be read or understood; its sentence says what to do
     */
    public Contents read() {
        try {
            if (Files.notExists(file)) {
                return Contents.EMPTY;
            }
            if (Files.size(file) > Limits.PROFILES_FILE_BYTES_MAX) {
                throw new ProfilesException(
                        "The file %s is larger than %d bytes, so it is not the console's."
                                .formatted(file, Limits.PROFILES_FILE_BYTES_MAX),
                        null,
                        "error.profiles.too_large",
                        file,
                        Limits.PROFILES_FILE_BYTES_MAX);
            }
            return WireJson.mapper().readValue(Files.readAllBytes(file), Contents.class);
        } catch (JacksonException | IllegalArgumentException e) {
            throw new ProfilesException(
                    "The file %s is damaged. Mend it, or move it away to begin without any platform.".formatted(file),
                    e,
                    "error.profiles.damaged",
                    file);
        } catch (IOException e) {
            throw new ProfilesException(
                    "The file %s cannot be read: %s.".formatted(file, e.getMessage()),
                    e,
                    "error.profiles.unreadable",
                    file,
                    String.valueOf(e.getMessage()));
        }
    }

    /**
     * Adds a platform, or replaces the one of the same name, and makes it the current one.
     *
     * @throws ProfilesException if the file cannot be changed, or there are too many
     */
    public void use(Profile profile) {
        change(contents -> new Contents(
                profile.name(),
                contents.preferences(),
                Stream.concat(Stream.of(profile), without(contents, profile.name()))
                        .toList()));
    }

    /** Forgets a platform; nothing happens if there is none of this name. */
    public void remove(String name) {
        change(contents -> new Contents(
                name.equals(contents.selected()) ? null : contents.selected(),
                contents.preferences(),
                without(contents, name).toList()));
    }

    /**
     * Where programs call the API of a platform. The certificate that the user decided to trust is written into a file of
     * its own, so that other programs can be told to trust it too.
     *
     * @throws ProfilesException if the file cannot be written
     */
    public Endpoint endpoint(Profile profile) {
        String pem = profile.authority();
        if (pem == null) {
            return Endpoint.of(profile.url());
        }
        URI url = profile.url();
        String name = url.getHost().replaceAll("[^a-z0-9.-]", "_") + (url.getPort() < 0 ? "" : "-" + url.getPort());
        Path certificate = authorities.resolve(name + ".pem").toAbsolutePath();
        PrivateFiles.write(certificate, pem.getBytes(StandardCharsets.US_ASCII));
        return new Endpoint(profile.openAiUrl(), certificate);
    }

    /** Keeps how the user likes the console. */
    public void prefer(Preferences preferences) {
        change(contents -> new Contents(contents.selected(), preferences, contents.profiles()));
    }

    /** Moves a damaged file aside, so that the console can begin without it; nothing of it is lost. */
    public Path setAside() {
        Path aside = file.resolveSibling(FILE + ".damaged");
        PrivateFiles.move(file, aside);
        return aside;
    }

    private static Stream<Profile> without(Contents contents, String name) {
        return contents.profiles().stream().filter(profile -> !profile.name().equals(name));
    }

    private void change(UnaryOperator<Contents> change) {
        changing.lock();
        try {
            Contents next = change.apply(read());
            if (next.profiles().size() > Limits.PROFILES_MAX) {
                throw new ProfilesException(
                        "There are %d platforms already; remove one that is not needed any more."
                                .formatted(Limits.PROFILES_MAX),
                        null,
                        "error.profiles.too_many",
                        Limits.PROFILES_MAX);
            }
            PrivateFiles.write(
                    file, WireJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(next));
        } finally {
            changing.unlock();
        }
    }
}
