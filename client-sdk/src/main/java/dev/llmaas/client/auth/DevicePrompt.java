package dev.llmaas.client.auth;

import java.net.URI;
import java.time.Instant;

/**
 * What a person needs to sign in on another device.
 *
 * @param userCode what to type there
 * @param verificationUri where to go
 * @param verificationUriComplete the same with the code in it, for a QR code; equal to the plain one if the provider has
 *     none
 * @param expiresAt when the code ends
 */
public record DevicePrompt(String userCode, URI verificationUri, URI verificationUriComplete, Instant expiresAt) {}
