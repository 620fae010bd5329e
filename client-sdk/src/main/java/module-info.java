/**
 * The contract of the platform and the way to speak it. What stands beneath the clients is not exported.
 */
module dev.llmaas.client {
    requires transitive tools.jackson.databind;
    requires static transitive org.jspecify;
    requires org.slf4j;
    requires okhttp3;
    requires okio;
    requires kotlin.stdlib;
    requires oauth2.oidc.sdk;
    requires com.nimbusds.jose.jwt;
    requires jdk.httpserver;

    exports dev.llmaas.api;
    exports dev.llmaas.api.admin;
    exports dev.llmaas.api.event;
    exports dev.llmaas.api.openai;
    exports dev.llmaas.client;
    exports dev.llmaas.client.auth;

    opens dev.llmaas.api to
            tools.jackson.databind;
    opens dev.llmaas.api.admin to
            tools.jackson.databind;
    opens dev.llmaas.api.event to
            tools.jackson.databind;
    opens dev.llmaas.api.openai to
            tools.jackson.databind;
}
