package dev.llmaas.console.desktop.signin;

import dev.llmaas.api.admin.PlatformDescription;
import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.api.admin.Role;
import dev.llmaas.client.UnreachableException.Problem;
import dev.llmaas.console.desktop.Samples;
import dev.llmaas.console.desktop.Stageful;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import dev.llmaas.console.desktop.signin.SignInViewModel.Step;
import dev.llmaas.console.desktop.widget.Ui;
import dev.llmaas.console.session.DemoUser;
import dev.llmaas.console.session.LocalPlatform;
import dev.llmaas.console.session.MemoryTokenStore;
import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.Profiles;
import dev.llmaas.console.session.ServerTrust;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;
import javafx.application.Platform;
import javafx.scene.Parent;
import okhttp3.tls.HeldCertificate;

/** The sign-in at each of its steps. */
public final class SignInScenes {
    private static final URI URL = URI.create("https://llm.acme.example");
    private static final SignInProvider COMPANY = new SignInProvider(
            "company", "Acme SSO", "https://login.acme.example", "llmaas-console", List.of("openid"), false, null);
    private static final SignInProvider BUNDLED = new SignInProvider(
            "demo", "llmaas demo", "https://localhost:8443/oidc", "llmaas-console", List.of("openid"), true, null);

    private final Ui ui;
    private final Path files;

    /** Scenes in the language of {@code ui}. */
    public SignInScenes(Ui ui, Path files) {
        this.ui = ui;
        this.files = files;
    }

    /** Hands over each scene with its name. */
    public void each(BiConsumer<String, Parent> scene) {
        Profile profile = Profile.of("Production", URL);
        Step.Choice company = new Step.Choice(profile, description("Acme AI platform", COMPANY), List.of());
        Step.Choice local = new Step.Choice(
                Profile.of("Local", URI.create("https://localhost:8443")), description("llmaas", BUNDLED), users());
        scene.accept("choosing", at(new Step.Choosing()));
        scene.accept("connecting", at(new Step.Connecting("Production")));
        scene.accept("starting", at(new Step.Starting()));
        scene.accept("trusting", at(new Step.Trusting(profile, stranger())));
        scene.accept("choice", at(company));
        scene.accept("local", at(local));
        scene.accept(
                "waiting", at(new Step.Waiting(company, URI.create(URL + "/oidc/authorize?client_id=llmaas"), null)));
        scene.accept("device", at(new Step.Waiting(company, null, device())));
        scene.accept(
                "failed", at(new Step.Failed(new Failure.Unreachable(Problem.REFUSED, "Nothing listens."), () -> {})));
    }

    private Parent at(Step step) {
        return Stageful.onScreen(() -> {
            Profiles profiles = new Profiles(files);
            SignInViewModel viewModel = new SignInViewModel(
                    profiles,
                    new MemoryTokenStore(),
                    new Background(Platform::runLater),
                    InstantSource.fixed(Samples.NOW),
                    new LocalPlatform.Launch(Path.of("java"), List.of(), "", files, 0),
                    _ -> {});
            viewModel
                    .known()
                    .setAll(
                            Profile.of("Production", URL),
                            Profile.of("Staging", URI.create("https://llm-staging.acme.example:8443")));
            viewModel.show(step);
            return new SignInView(viewModel, List.of(), ui).root();
        });
    }

    private static PlatformDescription description(String name, SignInProvider provider) {
        return new PlatformDescription(name, "0.1.0", List.of(provider));
    }

    private static ServerTrust stranger() {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .commonName("llm.acme.example")
                .organizationalUnit("Acme Platform Team")
                .validityInterval(
                        Samples.NOW.minusSeconds(86_400).toEpochMilli(),
                        Samples.NOW.plusSeconds(86_400L * 365).toEpochMilli())
                .build();
        return new ServerTrust(List.of(certificate.certificate()), false);
    }

    private static SignInViewModel.DeviceCode device() {
        URI page = URI.create("https://login.acme.example/device");
        return new SignInViewModel.DeviceCode(
                "WDJB-MJHT", page, URI.create(page + "?user_code=WDJB-MJHT"), Samples.NOW.plusSeconds(600));
    }

    private static List<DemoUser> users() {
        return List.of(
                user("olivia", "tulip-harbor-mango-42", Role.OWNER),
                user("adam", "quartz-meadow-lemon-17", Role.ADMINISTRATOR),
                user("bianca", "willow-copper-daisy-93", Role.BILLING),
                user("oscar", "falcon-ribbon-cedar-28", Role.OPERATOR),
                user("dana", "saffron-glacier-plum-61", Role.DEVELOPER),
                user("aurel", "ember-lagoon-birch-75", Role.AUDITOR));
    }

    private static DemoUser user(String name, String password, Role role) {
        return new DemoUser(name, password, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", role);
    }
}
