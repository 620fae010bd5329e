package dev.llmaas.platform.images;

import java.util.Set;

/**
 * Why an image was not fetched. The message is a rule that continues the path of the field: it names neither the address
 * nor anything that a server said. It is the same for a target that may not be asked, one that is not there and one that
 * answers with something else than success, because the difference would make the platform a scanner of networks that only
 * it can reach.
 */
public final class ImageFault extends Exception {
    private final boolean inAddress;
    private final String reason;

    private ImageFault(String rule, boolean inAddress, String reason) {
        super(rule);
        this.inAddress = inAddress;
        this.reason = reason;
    }

    /** The address itself says that it may not be asked: nobody was asked to find out. */
    static ImageFault ofAddress(String rule) {
        return new ImageFault(rule, true, "address");
    }

    /** Nothing that may be asked answered in time with success. */
    static ImageFault unreachable(String reason) {
        return new ImageFault(
                "cannot be fetched: it must be the address of a public server that answers with the image, within %d seconds for all images of a request and over %d redirects at most"
                        .formatted(ImageLimits.REQUEST_TIME.toSeconds(), ImageLimits.REDIRECTS_MAX),
                false,
                reason);
    }

    /** A public server answered with something else. */
    static ImageFault noImage(Set<String> types) {
        return new ImageFault(
                "does not answer with an image: the content must be, and be announced as, %s, and not be compressed on the way"
                        .formatted(String.join(", ", types.stream().sorted().toList())),
                false,
                "no image");
    }

    /** A public server answered with more than may be read. */
    static ImageFault tooLarge(int bytesMax) {
        return new ImageFault(
                "answers with more than the %,d bytes that this image may have in this request".formatted(bytesMax),
                false,
                "too large");
    }

    /** The rule that is not kept, to be put behind the path of the field. */
    public String rule() {
        return String.valueOf(getMessage());
    }

    /** Whether the text of the address is at fault, and not what happened when it was asked. */
    public boolean isInAddress() {
        return inAddress;
    }

    /** What happened in a word or two, for the log of the operator; nothing of the address or the answer. */
    public String reason() {
        return reason;
    }

    /** A refusal is an answer, not a fault: nobody reads its stack. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
