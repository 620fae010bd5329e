package dev.llmaas.console.desktop.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmaas.api.admin.PlatformDescription;
import dev.llmaas.api.admin.PlatformDescription.SignInProvider;
import dev.llmaas.client.UnreachableException.Problem;
import dev.llmaas.client.auth.SignInException;
import dev.llmaas.console.desktop.FakePlatform;
import dev.llmaas.console.desktop.async.Background;
import dev.llmaas.console.desktop.async.Failure;
import dev.llmaas.console.desktop.signin.SignInViewModel.Step;
import dev.llmaas.console.session.LocalPlatform;
import dev.llmaas.console.session.MemoryTokenStore;
import dev.llmaas.console.session.Profile;
import dev.llmaas.console.session.Profiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignInViewModelTest {
    private final FakePlatform platform = new FakePlatform();

    @TempDir
    private Path files;

    @AfterEach
    void stop() {
        platform.close();
    }

    @Test
    void aPlatformSaysWhereItsMembersSignIn() {
        platform.answer("GET /.well-known/llmaas", description("http://localhost:1"));
        SignInViewModel signIn = viewModel(null);
        signIn.addressProperty().set(platform.url().toString());

        signIn.add();

        await().until(() -> signIn.stepProperty().get() instanceof Step.Choice);
        assertThat(((Step.Choice) signIn.stepProperty().get()).description().name())
                .isEqualTo("Test platform");
    }

    @Test
    void whatIsNoAddressIsSaidBesideTheField() {
        SignInViewModel signIn = viewModel(null);
        signIn.addressProperty().set("http://example.org");

        signIn.add();

        assertThat(signIn.addressProblemProperty().get()).contains("https://");
        assertThat(signIn.stepProperty().get()).isInstanceOf(Step.Choosing.class);
    }

    @Test
    void aPlatformThatIsAwayIsToldWithTheReason() {
        SignInViewModel signIn = viewModel(null);
        signIn.addressProperty().set("http://localhost:1");

        signIn.add();

        await().until(() -> signIn.stepProperty().get() instanceof Step.Failed);
        assertThat(((Step.Failed) signIn.stepProperty().get()).failure())
                .isInstanceOfSatisfying(
                        Failure.Unreachable.class,
                        away -> assertThat(away.problem()).isEqualTo(Problem.REFUSED));
        signIn.back();
        assertThat(signIn.stepProperty().get()).isInstanceOf(Step.Choosing.class);
    }

    @Test
    void anUnknownCertificateIsShownAndTrustedFromThenOn() throws IOException {
        HeldCertificate certificate = new HeldCertificate.Builder()
                .addSubjectAlternativeName("localhost")
                .build();
        try (MockWebServer stranger = new MockWebServer()) {
            stranger.useHttps(new HandshakeCertificates.Builder()
                    .heldCertificate(certificate)
                    .build()
                    .sslSocketFactory());
            stranger.setDispatcher(new mockwebserver3.Dispatcher() {
                @Override
                public MockResponse dispatch(mockwebserver3.RecordedRequest request) {
                    return FakePlatform.json(200, description("https://localhost:1"));
                }
            });
            stranger.start();
            SignInViewModel signIn = viewModel(null);
            signIn.addressProperty().set("https://localhost:" + stranger.getPort());

            signIn.add();
            await().until(() -> signIn.stepProperty().get() instanceof Step.Trusting);
            Step.Trusting step = (Step.Trusting) signIn.stepProperty().get();
            assertThat(step.trust().authority()).isEqualTo(certificate.certificate());

            signIn.trust(step);
            await().until(() -> signIn.stepProperty().get() instanceof Step.Choice);
            assertThat(((Step.Choice) signIn.stepProperty().get()).profile().pinned())
                    .contains(certificate.certificate());
        }
    }

    @Test
    void aProviderThatIsAwayIsToldAndTheChoiceIsStillThere() {
        platform.answer("GET /.well-known/llmaas", description("http://localhost:1"));
        SignInViewModel signIn = viewModel(null);
        signIn.connect(Profile.of("Test", platform.url()));
        await().until(() -> signIn.stepProperty().get() instanceof Step.Choice);
        Step.Choice choice = (Step.Choice) signIn.stepProperty().get();

        signIn.signIn(choice, choice.description().providers().getFirst(), Locale.UK, _ -> {});

        await().until(() -> signIn.stepProperty().get() instanceof Step.Failed);
        assertThat(((Step.Failed) signIn.stepProperty().get()).failure())
                .isInstanceOfSatisfying(
                        Failure.NotSignedIn.class,
                        not -> assertThat(not.reason()).isEqualTo(SignInException.Reason.PROVIDER_UNREACHABLE));
    }

    @Test
    void platformsOfEarlierDaysAreOfferedAndCanBeForgotten() {
        new Profiles(files).use(Profile.of("Old", URI.create("https://old.example")));
        SignInViewModel signIn = viewModel(null);

        signIn.begin();
        await().until(() -> signIn.known().size() == 1);

        signIn.forget(signIn.known().getFirst());
        await().until(() -> signIn.known().isEmpty());
    }

    @Test
    void aLocalPlatformThatCannotStartSaysWhy() {
        LocalPlatform.Launch broken =
                new LocalPlatform.Launch(files.resolve("no-java"), List.of(), "x", files.resolve("data"), 0);
        SignInViewModel signIn = viewModel(broken);

        signIn.tryLocally();

        await().until(() -> signIn.stepProperty().get() instanceof Step.Failed);
        assertThat(((Step.Failed) signIn.stepProperty().get()).failure()).isInstanceOf(Failure.Local.class);
    }

    private static PlatformDescription description(String issuer) {
        return new PlatformDescription(
                "Test platform",
                "0.1.0",
                List.of(new SignInProvider("company", "Company", issuer, "console", List.of("openid"), false, null)));
    }

    private SignInViewModel viewModel(LocalPlatform.@Nullable Launch launch) {
        return new SignInViewModel(
                new Profiles(files),
                new MemoryTokenStore(),
                new Background(Runnable::run),
                InstantSource.system(),
                launch,
                _ -> {});
    }
}
