package dev.llmaas.platform.gateway;

import dev.llmaas.inference.pool.Endpoint;

/**
 * What the relay is asked to do: a call that was admitted, and the engine that shall answer it.
 *
 * @param call the request
 * @param model the catalogue's name of the model that runs, however the client called it
 * @param endpoint the engine
 * @param slices how much it may generate
 * @param meter counts it
 * @param client gets it
 */
record Order(InferenceCall call, String model, Endpoint endpoint, Slices slices, Meter meter, Recipient client) {
    /** What the engine calls the model. */
    String engineModel() {
        return endpoint.model().isEmpty() ? model : endpoint.model();
    }
}
