package dev.llmaas.platform.oidc;

import org.jspecify.annotations.Nullable;

/**
 * A sign-in that waits for somebody to type.
 *
 * @param purpose what it is for
 * @param language of its pages
 * @param passwordOf whose password was right, or null
 * @param signedIn whose code was right too, or null
 */
record Pending(
        Purpose purpose,
        Language language,
        @Nullable DemoAccount passwordOf,
        @Nullable DemoAccount signedIn) {

    /** What somebody signs in for. */
    sealed interface Purpose {
        /** Who will act for them. */
        DemoClient client();

        /** Where the last form leads besides this server, as a source of a content security policy, or empty. */
        String formTarget();
    }

    /** A browser was sent here and goes back with a code. */
    record Authorization(AuthorizationRequest request) implements Purpose {
        @Override
        public DemoClient client() {
            return request.target().client();
        }

        @Override
        public String formTarget() {
            return request.target().source();
        }
    }

    /** A device waits and polls. */
    record Admission(DemoClient client, String userCode) implements Purpose {
        @Override
        public String formTarget() {
            return "";
        }
    }

    static Pending of(Purpose purpose, Language language) {
        return new Pending(purpose, language, null, null);
    }

    /** From the beginning again. */
    Pending again() {
        return of(purpose, language);
    }

    Pending withPasswordOf(DemoAccount account) {
        return new Pending(purpose, language, account, null);
    }

    Pending withSignedIn(DemoAccount account) {
        return new Pending(purpose, language, account, account);
    }
}
