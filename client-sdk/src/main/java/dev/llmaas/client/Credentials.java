package dev.llmaas.client;

/**
 * Who calls. {@link ApiKeyCredentials} for applications, {@link OidcCredentials} for people who signed in; nobody for
 * what a platform tells everyone.
 */
public sealed interface Credentials permits ApiKeyCredentials, OidcCredentials, Credentials.Nobody {
    /** Nobody: only {@link AdminClient#describe} and health answer. */
    Credentials NOBODY = new Nobody();

    /** Says nothing about the caller. */
    record Nobody() implements Credentials {}
}
