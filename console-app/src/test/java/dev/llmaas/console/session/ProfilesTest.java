package dev.llmaas.console.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.console.Limits;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfilesTest {
    @TempDir
    Path home;

    @Test
    void withoutAFileThereIsNothing() {
        assertThat(profiles().read()).isEqualTo(Profiles.Contents.EMPTY);
        assertThat(directory()).doesNotExist();
    }

    @Test
    void whatWasKeptComesBack() {
        String pem = new HeldCertificate.Builder().build().certificatePem();
        Profile profile = new Profile("work", URI.create("https://llm.example.org"), pem, "keycloak");

        profiles().use(profile);
        profiles().prefer(new Preferences("fr", "dark"));

        assertThat(profiles().read().current()).contains(profile);
        assertThat(profiles().read().preferences()).isEqualTo(new Preferences("fr", "dark"));
        assertThat(profile.pinned()).isPresent();
    }

    @Test
    void theOneUsedLastIsTheCurrentOneAndComesFirst() {
        profiles().use(profile("one"));
        profiles().use(profile("two"));
        profiles().use(profile("one").withProvider("sso"));

        assertThat(profiles().read().profiles()).extracting(Profile::name).containsExactly("one", "two");
        assertThat(profiles().read().current()).contains(profile("one").withProvider("sso"));
    }

    @Test
    void aRemovedOneIsGoneAndAnotherIsCurrent() {
        profiles().use(profile("one"));
        profiles().use(profile("two"));

        profiles().remove("two");
        profiles().remove("never there");

        assertThat(profiles().read().current()).contains(profile("one"));
    }

    @Test
    void thereIsABoundThatIsNamed() {
        for (int i = 0; i < Limits.PROFILES_MAX; i++) {
            profiles().use(profile("platform " + i));
        }

        assertThatThrownBy(() -> profiles().use(profile("one too many")))
                .isInstanceOf(ProfilesException.class)
                .hasMessageContaining("100 platforms already");
        assertThat(profiles().read().profiles()).hasSize(Limits.PROFILES_MAX);
    }

    @Test
    void aDamagedFileIsReportedAndNeverOverwritten() throws Exception {
        Files.createDirectories(directory());
        Files.writeString(directory().resolve("profiles.json"), "{\"profiles\": [{\"name\": \"half");

        assertThatThrownBy(() -> profiles().use(profile("one")))
                .isInstanceOf(ProfilesException.class)
                .hasMessageContaining("profiles.json is damaged");

        Path aside = profiles().setAside();
        profiles().use(profile("one"));
        assertThat(aside).content().contains("half");
        assertThat(profiles().read().current()).contains(profile("one"));
    }

    @Test
    void onlyTheOwnerMayRead() throws Exception {
        profiles().use(profile("one"));

        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(directory().resolve("profiles.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void theCertificateThatTheUserTrustsLiesInAFileForOtherPrograms() throws Exception {
        String pem = new HeldCertificate.Builder().build().certificatePem();
        Profile trusted =
                Profile.of("Home", URI.create("https://localhost:8443")).withAuthority(pem);

        Endpoint endpoint = profiles().endpoint(trusted);

        assertThat(endpoint.url()).isEqualTo(URI.create("https://localhost:8443/v1"));
        assertThat(endpoint.authorityFile())
                .isAbsolute()
                .hasFileName("localhost-8443.pem")
                .hasContent(pem);
        assertThat(profiles()
                        .endpoint(Profile.of("Other", URI.create("https://llm.example.org")))
                        .authorityFile())
                .isNull();
    }

    private Profiles profiles() {
        return new Profiles(directory());
    }

    private Path directory() {
        return home.resolve("config").resolve("llmaas");
    }

    private static Profile profile(String name) {
        return Profile.of(name, URI.create("https://localhost"));
    }
}
