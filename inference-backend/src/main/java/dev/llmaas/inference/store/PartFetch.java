package dev.llmaas.inference.store;

import dev.llmaas.api.models.StoreEvent.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Fetches one part to its end, with as many connections one after the other as it takes. Used once, by one thread. */
final class PartFetch {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    private static final int BUFFER_BYTES = 1 << 17;

    private final Download.Source source;
    private final Part part;
    private final boolean only;
    private final FileChannel out;
    private final Download.Patience patience;
    private final HubHttp http;
    private final CountDownLatch stopping;

    /** A try that failed and may work again. */
    private static final class PassingException extends Exception {
        private final transient Duration pause;

        PassingException(String sentence, Duration pause) {
            super(sentence);
            this.pause = pause;
        }
    }

    PartFetch(
            Download.Source source,
            Part part,
            boolean only,
            FileChannel out,
            Download.Patience patience,
            HubHttp http,
            CountDownLatch stopping) {
        this.source = source;
        this.part = part;
        this.only = only;
        this.out = out;
        this.patience = patience;
        this.http = http;
        this.stopping = stopping;
    }

    /**
     * Fetches.
     *
     * @return false if the server sends no ranges, and one is needed
     * @throws StoreException if it cannot be had
     * @throws IOException if it cannot be written
     */
    boolean run() throws IOException, InterruptedException {
        int failures = 0;
        while (!part.complete()) {
            long before = part.done();
            try {
                if (!once()) {
                    return false;
                }
            } catch (PassingException passing) {
                failures = part.done() > before ? 1 : failures + 1;
                if (failures >= patience.attemptsMax()) {
                    throw new StoreException(
                            Reason.UNREACHABLE,
                            "%s It was tried %d times. What was fetched is kept: the same command goes on from there."
                                    .formatted(passing.getMessage(), failures),
                            passing);
                }
                pause(failures, passing.pause);
            }
            if (stopping.getCount() == 0 && !part.complete()) {
                throw new InterruptedException();
            }
        }
        return true;
    }

    private void pause(int failures, Duration asked) throws InterruptedException {
        Duration doubled = patience.backOffMin().multipliedBy(1L << Math.min(failures - 1, 16));
        Duration own = doubled.compareTo(patience.backOffMax()) < 0 ? doubled : patience.backOffMax();
        Duration longest = asked.compareTo(patience.backOffMax()) < 0 ? asked : patience.backOffMax();
        Duration pause = own.compareTo(longest) > 0 ? own : longest;
        if (stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new InterruptedException();
        }
    }

    /** One connection; false if it would need a range and gets none. */
    private boolean once() throws PassingException, IOException, InterruptedException {
        HttpResponse<InputStream> answer = ask();
        try (InputStream body = answer.body()) {
            switch (answer.statusCode()) {
                case 206 -> checkRange(answer);
                case 200 -> {
                    if (!only) {
                        return false;
                    }
                    part.startOver();
                    checkLength(answer.headers().firstValueAsLong("content-length"), source.bytes());
                }
                case 408, 429, 500, 502, 503, 504 ->
                    throw new PassingException(
                            "%s answers with status %d.".formatted(host(), answer.statusCode()), retryAfter(answer));
                case 416 -> throw mismatch("it has no byte %d".formatted(part.position()));
                default -> throw Hub.refusal(answer.statusCode(), "this file", source.access());
            }
            part.opened(body, System.nanoTime());
            copy(body);
            return true;
        } finally {
            part.closed();
        }
    }

    private HttpResponse<InputStream> ask() throws PassingException, InterruptedException {
        try {
            return http.get(
                    source.address(),
                    Map.of(
                            "range",
                            "bytes=%d-%d".formatted(part.position(), part.to() - 1),
                            "accept-encoding",
                            "identity"));
        } catch (IOException failure) {
            throw new PassingException(HubHttp.sentence(host(), failure), Duration.ZERO);
        }
    }

    private String host() {
        return String.valueOf(source.address().getHost());
    }

    private static Duration retryAfter(HttpResponse<InputStream> answer) {
        String seconds = answer.headers().firstValue("retry-after").orElse("");
        return seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
    }

    private void checkRange(HttpResponse<InputStream> answer) {
        Matcher range = CONTENT_RANGE.matcher(
                answer.headers().firstValue("content-range").orElse(""));
        if (!range.matches()
                || Long.parseLong(range.group(1)) != part.position()
                || Long.parseLong(range.group(2)) != part.to() - 1) {
            throw mismatch("another range than asked for");
        }
        if (!range.group(3).equals("*")) {
            checkLength(OptionalLong.of(Long.parseLong(range.group(3))), source.bytes());
        }
        checkLength(answer.headers().firstValueAsLong("content-length"), part.to() - part.position());
    }

    private void checkLength(OptionalLong told, long expected) {
        if (told.isPresent() && told.getAsLong() != expected) {
            throw mismatch("%d bytes instead of %d".formatted(told.getAsLong(), expected));
        }
    }

    private StoreException mismatch(String what) {
        return new StoreException(
                Reason.MISMATCH,
                "%s announces another file than the hub lists: %s. Try again later, or ask whoever runs it."
                        .formatted(host(), what));
    }

    private void copy(InputStream body) throws PassingException, IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (!part.complete()) {
            int count;
            try {
                count = body.read(buffer, 0, (int) Math.min(buffer.length, part.to() - part.position()));
            } catch (IOException broken) {
                throw new PassingException("The connection to %s broke.".formatted(host()), Duration.ZERO);
            }
            if (count < 0) {
                throw new PassingException("%s ended the connection too early.".formatted(host()), Duration.ZERO);
            }
            write(buffer, count);
            part.advance(count, System.nanoTime());
        }
    }

    private void write(byte[] buffer, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, count);
        long at = part.position();
        while (bytes.hasRemaining()) {
            at += out.write(bytes, at);
        }
    }
}
