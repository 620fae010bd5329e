package dev.llmaas.platform.oidc;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What leads to tokens: sessions, and the codes and devices that open them. */
record Grants(Sessions sessions, Codes codes, Devices devices) {
    static Grants empty(InstantSource clock, RandomGenerator random) {
        Sessions sessions = new Sessions(clock, random);
        return new Grants(sessions, new Codes(sessions, clock, random), new Devices(sessions, clock, random));
    }
}
