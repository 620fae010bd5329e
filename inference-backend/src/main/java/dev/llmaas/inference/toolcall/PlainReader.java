package dev.llmaas.inference.toolcall;

/** Where everything is text. */
final class PlainReader implements PartReader {
    @Override
    public void add(String text, PartSink sink) {
        if (!text.isEmpty()) {
            sink.accept(new Part(Part.Kind.TEXT, text, text.length()));
        }
    }

    @Override
    public void end(PartSink sink) {}

    @Override
    public int calls() {
        return 0;
    }
}
