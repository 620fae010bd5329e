package dev.llmaas.platform.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Caller;
import dev.llmaas.platform.images.ImageFetcher;
import dev.llmaas.platform.images.ImageLimits;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.OkHttpClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How many requests fetch at once: the look at a name stands for all of it, and takes as long as the test wants. */
@Timeout(60)
class ImageTurnsTest {
    private final CountDownLatch answered = new CountDownLatch(1);
    private final AtomicInteger asking = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final List<Thread> threads = new ArrayList<>();
    private final RemoteImages images = new RemoteImages(
            _ -> true,
            new ImageFetcher(
                    (host, _) -> {
                        asking.incrementAndGet();
                        answered.await();
                        throw new UnknownHostException(host);
                    },
                    OkHttpClient::new));

    private void fetch(String project) {
        Caller caller = new Caller(
                new OrganizationId("org_1"),
                ZoneOffset.UTC,
                new ProjectId(project),
                new ApiKeyId("key_1"),
                "k",
                List.of(),
                KeyLimits.NONE);
        ChatCompletionsCall call = ChatCompletionsReader.read(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"image\":\"https://a.example.org\"}]}]}"
                        .getBytes(StandardCharsets.UTF_8));
        threads.add(Thread.startVirtualThread(() -> {
            try {
                images.fetch(caller, call);
            } catch (PlatformException fault) {
                assertThat(fault.code()).isEqualTo(ErrorCode.FAILED_TO_DOWNLOAD_IMAGE);
                refused.incrementAndGet();
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private void awaitThreads(int asked, int waiting) {
        Awaitility.await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            assertThat(threads)
                    .filteredOn(thread -> thread.getState() == Thread.State.WAITING)
                    .hasSize(asked);
            assertThat(threads)
                    .filteredOn(thread -> thread.getState() == Thread.State.TIMED_WAITING)
                    .hasSize(waiting);
        });
        assertThat(asking).hasValue(asked);
    }

    @Test
    void aProjectHasItsTurnsAndKeepsNoOtherFromItsOwn() throws InterruptedException {
        int each = ImageLimits.FETCHES_PER_PROJECT_MAX;
        for (int i = 0; i < 2 * each; i++) {
            fetch("prj_busy");
        }
        awaitThreads(each, each);

        fetch("prj_other");
        awaitThreads(each + 1, each);

        end();
    }

    @Test
    void allProjectsTogetherHaveTheirsToo() throws InterruptedException {
        for (int project = 0; project < 6; project++) {
            for (int i = 0; i < ImageLimits.FETCHES_PER_PROJECT_MAX; i++) {
                fetch("prj_" + project);
            }
        }

        awaitThreads(ImageLimits.FETCHES_MAX, threads.size() - ImageLimits.FETCHES_MAX);

        end();
    }

    private void end() throws InterruptedException {
        answered.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(refused).hasValue(threads.size());
    }
}
