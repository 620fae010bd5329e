package dev.llmaas.platform.access;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.admin.Permission;
import dev.llmaas.platform.PlatformException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The desk: finds out who is calling. API keys are looked up in memory and never block; the access tokens of people may
 * have to be checked against their provider and the database, so calls with them belong on a virtual thread. Thread-safe.
 */
public final class Access {
    private static final String SCHEME = "bearer ";

    private final ApiKeys keys;
    private final Members members;

    /** Lets the owners of {@code keys} and {@code members} in. */
    public Access(ApiKeys keys, Members members) {
        this.keys = keys;
        this.members = members;
    }

    /**
     * The key behind an inference call: the API key itself, or the hidden playground key of the person whose access token
     * it is.
     *
     * @param authorizationHeader the header {@code Authorization}, or null without one
     * @throws PlatformException {@code invalid_api_key}, {@code invalid_access_token}, {@code permission_denied} if the
     *     person may not use the playground, {@code unavailable} if a token cannot be checked now
     */
    public Caller caller(@Nullable String authorizationHeader) {
        String credential = credential(authorizationHeader);
        if (credential.isEmpty()) {
            throw new PlatformException(
                    ErrorCode.INVALID_API_KEY, "No API key was sent. Send it as: Authorization: Bearer <key>.");
        }
        if (!AccessTokens.isToken(credential)) {
            return keys.caller(credential);
        }
        Member member = require(members.member(credential), Permission.PLAYGROUND);
        return keys.playground(member);
    }

    /**
     * Recognises the API key in this header, so that it can be looked at again without being hashed again: a key may be
     * revoked while the body of its request arrives. Never blocks.
     *
     * @param authorizationHeader the header {@code Authorization} of an API key, or null without one
     * @throws PlatformException as {@link #caller}
     */
    public KeyProof proof(@Nullable String authorizationHeader) {
        String credential = credential(authorizationHeader);
        if (credential.isEmpty() || AccessTokens.isToken(credential)) {
            throw new PlatformException(
                    ErrorCode.INVALID_API_KEY, "No API key was sent. Send it as: Authorization: Bearer <key>.");
        }
        return keys.proof(credential);
    }

    /** Whether {@link #caller} may block for this header: it holds the access token of a person. */
    public static boolean mayBlock(@Nullable String authorizationHeader) {
        return AccessTokens.isToken(credential(authorizationHeader));
    }

    /**
     * The person whose access token it is. May block.
     *
     * @param authorizationHeader the header {@code Authorization}, or null without one
     * @throws PlatformException {@code invalid_access_token} if there is none or it is not believed; {@code
     *     permission_denied} if it gives no role here; {@code unavailable} if it cannot be checked now
     */
    public Member member(@Nullable String authorizationHeader) {
        String credential = credential(authorizationHeader);
        if (credential.isEmpty()) {
            throw new PlatformException(ErrorCode.INVALID_ACCESS_TOKEN, "You are not signed in. Sign in first.");
        }
        if (!AccessTokens.isToken(credential)) {
            throw new PlatformException(
                    ErrorCode.INVALID_ACCESS_TOKEN,
                    "This address needs the access token of a person; an API key does not open it.");
        }
        return members.member(credential);
    }

    /** The person whose access token it is, who must have this right. May block; throws like {@link #member}. */
    public Member member(@Nullable String authorizationHeader, Permission permission) {
        return require(member(authorizationHeader), permission);
    }

    /**
     * The same member, who must have this right.
     *
     * @throws PlatformException {@code permission_denied} if not
     */
    public Member require(Member member, Permission permission) {
        if (!member.may(permission)) {
            throw new PlatformException(
                    ErrorCode.PERMISSION_DENIED,
                    "This needs the right %s, which none of your roles (%s) has."
                            .formatted(
                                    wire(permission),
                                    String.join(
                                            ", ",
                                            member.roles().stream()
                                                    .map(Access::wire)
                                                    .toList())));
        }
        return member;
    }

    private static String wire(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String credential(@Nullable String header) {
        if (header == null
                || header.length() < SCHEME.length()
                || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return "";
        }
        return header.substring(SCHEME.length()).strip();
    }
}
