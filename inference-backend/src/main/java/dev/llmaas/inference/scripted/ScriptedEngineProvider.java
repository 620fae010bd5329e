package dev.llmaas.inference.scripted;

import dev.llmaas.inference.Engine;
import dev.llmaas.inference.EngineProvider;
import dev.llmaas.inference.EngineSpec;
import dev.llmaas.inference.EngineStartException;
import dev.llmaas.inference.EngineStartException.Reason;
import java.time.InstantSource;

/** Opens engines of the scheme {@code scripted}; the query of the URI is the {@link Script}. */
public final class ScriptedEngineProvider implements EngineProvider {
    /** For the service loader. */
    public ScriptedEngineProvider() {}

    @Override
    public String scheme() {
        return "scripted";
    }

    @Override
    public Engine open(EngineSpec spec) {
        try {
            return new ScriptedEngine(spec, Script.of(spec.uri()), InstantSource.system());
        } catch (IllegalArgumentException wrong) {
            throw new EngineStartException(Reason.INVALID_OPTION, String.valueOf(wrong.getMessage()), wrong);
        }
    }
}
