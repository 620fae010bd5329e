package dev.llmaas.inference.toolcall;

/** Takes the parts of an answer in their order. */
@FunctionalInterface
public interface PartSink {
    /** Takes the next one. */
    void accept(Part part);
}
