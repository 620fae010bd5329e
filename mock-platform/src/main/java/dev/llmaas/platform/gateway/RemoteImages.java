package dev.llmaas.platform.gateway;

import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.ProjectId;
import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RequestLimits;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.images.Deadline;
import dev.llmaas.platform.images.ImageAddress;
import dev.llmaas.platform.images.ImageFault;
import dev.llmaas.platform.images.ImageFetcher;
import dev.llmaas.platform.images.ImageLimits;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts what they show in the place of addresses of images, where a project allows it, so that no engine ever fetches
 * anything. What may be in a request as data may be in it by address, no more: so many images, each so large, all of them
 * within the longest body. Thread-safe.
 */
public final class RemoteImages {
    private static final Logger log = LoggerFactory.getLogger(RemoteImages.class);

    private final Predicate<ProjectId> allowed;
    private final ImageFetcher fetcher;
    private final Semaphore turns = new Semaphore(ImageLimits.FETCHES_MAX, true);
    private final Map<ProjectId, Semaphore> turnsOfProjects = new ConcurrentHashMap<>();

    /** Images for the projects that allow it. */
    public RemoteImages(Predicate<ProjectId> allowed, ImageFetcher fetcher) {
        this.allowed = allowed;
        this.fetcher = fetcher;
    }

    /**
     * Refuses addresses that will not be asked. Never blocks.
     *
     * @throws PlatformException INVALID_REQUEST for the first such field
     */
    void check(Caller caller, InferenceCall call) {
        for (RemoteImage image : call.remoteImages()) {
            if (!allowed.test(caller.projectId())) {
                throw BodyWalk.refused(
                        image.path(),
                        "must be a data URI, data:image/png;base64,...; other addresses are not fetched, unless the project has image_fetching on");
            }
            try {
                ImageAddress.check(image.address());
            } catch (ImageFault unfit) {
                throw BodyWalk.refused(image.path(), unfit.rule());
            }
        }
    }

    /**
     * The call with all its images in it. Blocks while they are fetched, one after the other.
     *
     * @throws PlatformException FAILED_TO_DOWNLOAD_IMAGE for the first that cannot be had, UNAVAILABLE if too many others
     *     are being fetched
     */
    InferenceCall fetch(Caller caller, InferenceCall call) throws InterruptedException {
        check(caller, call);
        Deadline deadline = Deadline.in(ImageLimits.REQUEST_TIME);
        Semaphore ofProject = turnsOfProjects.computeIfAbsent(
                caller.projectId(), _ -> new Semaphore(ImageLimits.FETCHES_PER_PROJECT_MAX, true));
        take(ofProject, deadline);
        try {
            take(turns, deadline);
            try {
                return call.withImages(uris(caller, call, deadline));
            } finally {
                turns.release();
            }
        } finally {
            ofProject.release();
        }
    }

    private static void take(Semaphore turns, Deadline deadline) throws InterruptedException {
        if (!turns.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new PlatformException(
                    ErrorCode.UNAVAILABLE, "Too many images are being fetched. Try again, or send them as data URIs.");
        }
    }

    private Map<String, String> uris(Caller caller, InferenceCall call, Deadline deadline) throws InterruptedException {
        Map<String, String> uris = new HashMap<>();
        int left = Limits.INFERENCE_BODY_BYTES_MAX - call.body().length;
        for (RemoteImage image : call.remoteImages()) {
            String known = uris.get(image.address());
            String uri = known == null ? uri(caller, image, left, deadline) : known;
            left -= uri.length();
            if (left < 0) {
                throw new PlatformException(
                        ErrorCode.REQUEST_TOO_LARGE,
                        "%s makes the request, with its images in it, larger than %,d bytes."
                                .formatted(image.path(), Limits.INFERENCE_BODY_BYTES_MAX),
                        image.path());
            }
            uris.put(image.address(), uri);
        }
        return uris;
    }

    private String uri(Caller caller, RemoteImage image, int left, Deadline deadline) throws InterruptedException {
        int bytesMax = ImageLimits.bytesIn(Math.min(left, RequestLimits.IMAGE_CHARACTERS_MAX));
        try {
            return fetcher.fetch(image.address(), bytesMax, deadline).dataUri();
        } catch (ImageFault fault) {
            log.info("image not fetched project={} reason={}", caller.projectId(), fault.reason());
            throw new PlatformException(
                    ErrorCode.FAILED_TO_DOWNLOAD_IMAGE, image.path() + " " + fault.rule() + ".", image.path());
        }
    }
}
