package dev.llmaas.platform.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An issuer on loopback that publishes what a test tells it to; it starts switched off. */
public final class PretendIssuer implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final InstantSource clock;
    private final int port;
    final AtomicInteger keyFetches = new AtomicInteger();
    volatile ECKey key = newKey("one");
    volatile String nameOfItself;
    private volatile HttpServer server;

    public PretendIssuer(InstantSource clock) throws IOException {
        this.clock = clock;
        this.port = freePort();
        this.nameOfItself = uri().toString();
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port + "/realms/main");
    }

    public void start() {
        server = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(port, "127.0.0.1")
                .await();
    }

    public void stop() {
        server.close().await();
    }

    void rotateKey(String id) {
        key = newKey(id);
    }

    /** Claims that a good token has. */
    public JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(uri().toString())
                .subject("person-1")
                .audience(List.of("other", "llmaas"))
                .expirationTime(Date.from(clock.instant().plusSeconds(300)))
                .claim("email", "pat@corp.example")
                .claim("name", "Pat Doe")
                .claim("roles", List.of("developer", "offline_access"));
    }

    public String sign(JWTClaimsSet claims) throws JOSEException {
        return sign(claims, key, "at+jwt");
    }

    static String sign(JWTClaimsSet claims, ECKey key, String type) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType(type))
                        .keyID(key.getKeyID())
                        .build(),
                claims);
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }

    static ECKey newKey(String id) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyUse(KeyUse.SIGNATURE)
                    .keyID(id)
                    .generate();
        } catch (JOSEException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private void answer(HttpServerRequest request) {
        switch (request.path()) {
            case "/realms/main/.well-known/openid-configuration" ->
                request.response().end("""
                        {"issuer":"%s","jwks_uri":"%s/keys","authorization_endpoint":"%2$s/auth","token_endpoint":"%2$s/token",
                         "response_types_supported":["code"],"subject_types_supported":["public"],
                         "id_token_signing_alg_values_supported":["ES256"]}""".formatted(nameOfItself, uri()));
            case "/realms/main/keys" -> {
                keyFetches.incrementAndGet();
                request.response().end(new JWKSet(key).toString(true));
            }
            default -> request.response().setStatusCode(404).end();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
