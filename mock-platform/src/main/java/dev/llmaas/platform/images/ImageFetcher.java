package dev.llmaas.platform.images;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import okhttp3.Authenticator;
import okhttp3.ConnectionPool;
import okhttp3.ConnectionSpec;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * Fetches images from public servers. Each step, also each redirect, is checked anew: the address by
 * {@link ImageAddress}, what its name resolves to by {@link PublicAddresses}; the connection goes to these addresses and no
 * others, and the certificate must be the host's. Nothing is sent but the question; no connection is used twice.
 * Thread-safe; blocks, for virtual threads.
 */
public final class ImageFetcher {
    private static final String USER_AGENT = "llmaas";

    private final Names names;
    private final Supplier<OkHttpClient> transport;
    private volatile @Nullable OkHttpClient http;

    /**
     * A fetcher over this transport.
     *
     * @param names resolves hosts
     * @param transport whom to trust and how to open sockets; everything else is set here. Asked for when it is needed
     *     first, because the certificates of all authorities take a while to read
     */
    public ImageFetcher(Names names, Supplier<OkHttpClient> transport) {
        this.names = names;
        this.transport = transport;
    }

    /**
     * Fetches an image.
     *
     * @param address as the client wrote it
     * @param bytesMax the longest file that is taken
     * @throws ImageFault if it may not be asked, or does not answer in time with such an image
     */
    public FetchedImage fetch(String address, int bytesMax, Deadline deadline) throws ImageFault, InterruptedException {
        HttpUrl url = ImageAddress.parse(address);
        for (int redirects = 0; redirects <= ImageLimits.REDIRECTS_MAX; redirects++) {
            try (Response response = ask(url, deadline)) {
                if (!response.isRedirect()) {
                    return read(response, bytesMax);
                }
                url = next(url, response);
            } catch (IOException broken) {
                throw ImageFault.unreachable(broken.getClass().getSimpleName());
            }
        }
        throw ImageFault.unreachable("too many redirects");
    }

    private Response ask(HttpUrl url, Deadline deadline) throws IOException, ImageFault, InterruptedException {
        List<InetAddress> addresses = names.addresses(url.host(), deadline).stream()
                .filter(PublicAddresses::isPublic)
                .limit(ImageLimits.ADDRESSES_MAX)
                .toList();
        Duration left = deadline.left();
        if (addresses.isEmpty() || left.toMillis() <= 0) {
            throw ImageFault.unreachable(addresses.isEmpty() ? "no public address" : "time");
        }
        Request request = new Request.Builder()
                .url(url)
                .header("accept", "image/png, image/jpeg, image/webp, image/gif")
                .header("accept-encoding", "identity")
                .header("user-agent", USER_AGENT)
                .build();
        return http().newBuilder()
                .dns(_ -> addresses)
                .callTimeout(left)
                .build()
                .newCall(request)
                .execute();
    }

    /** Two threads that meet here make two, of which one is forgotten. */
    private OkHttpClient http() {
        OkHttpClient made = http;
        if (made == null) {
            made = bounded(transport.get());
            http = made;
        }
        return made;
    }

    private static OkHttpClient bounded(OkHttpClient transport) {
        return transport
                .newBuilder()
                .followRedirects(false)
                .followSslRedirects(false)
                .proxy(Proxy.NO_PROXY)
                .proxyAuthenticator(Authenticator.NONE)
                .authenticator(Authenticator.NONE)
                .cookieJar(CookieJar.NO_COOKIES)
                .cache(null)
                .protocols(List.of(Protocol.HTTP_1_1))
                .connectionSpecs(List.of(ConnectionSpec.MODERN_TLS))
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.MILLISECONDS))
                .connectTimeout(ImageLimits.CONNECT_TIME)
                .fastFallback(false)
                .build();
    }

    /** Where a server sends to; what is wrong with that is not told, because the server said it. */
    private static HttpUrl next(HttpUrl url, Response response) throws ImageFault {
        String location = response.header("location");
        HttpUrl next = location == null || location.length() > ImageLimits.ADDRESS_CHARACTERS_MAX
                ? null
                : url.resolve(location);
        if (next == null) {
            throw ImageFault.unreachable("redirect");
        }
        try {
            ImageAddress.checkParts(next);
            return next;
        } catch (ImageFault forbidden) {
            throw ImageFault.unreachable("redirect: " + forbidden.reason());
        }
    }

    private static FetchedImage read(Response response, int bytesMax) throws IOException, ImageFault {
        if (response.code() != 200) {
            throw ImageFault.unreachable("status");
        }
        String encoding = response.header("content-encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw ImageFault.noImage(ImageTypes.NAMES);
        }
        if (response.body().contentLength() > bytesMax) {
            throw ImageFault.tooLarge(bytesMax);
        }
        BufferedSource source = response.body().source();
        if (source.request(bytesMax + 1L)) {
            throw ImageFault.tooLarge(bytesMax);
        }
        byte[] bytes = source.readByteArray();
        String type = ImageTypes.agreed(response.header("content-type"), bytes);
        if (type == null) {
            throw ImageFault.noImage(ImageTypes.NAMES);
        }
        return new FetchedImage(type, bytes);
    }
}
