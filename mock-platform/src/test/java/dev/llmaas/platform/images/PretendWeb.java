package dev.llmaas.platform.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.SocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;

/**
 * The web as a test wants it. Names and their addresses are made up; whoever connects to one of these addresses, on the port
 * 443, ends at one server on loopback behind TLS. Which addresses may be connected to is the product's to say: nothing of
 * that is loosened here.
 */
public final class PretendWeb implements AutoCloseable {
    /** A host with a certificate and the address {@link #PUBLIC}. */
    public static final String HOST = "pictures.example.org";

    /** Another one. */
    static final String STORE = "store.example.net";

    static final InetAddress PUBLIC = InetAddress.ofLiteral("93.184.215.14");

    /** A picture of one pixel. */
    public static final byte[] PNG = {
        (byte) 0x89,
        'P',
        'N',
        'G',
        '\r',
        '\n',
        0x1A,
        '\n',
        0,
        0,
        0,
        13,
        'I',
        'H',
        'D',
        'R',
        0,
        0,
        0,
        1,
        0,
        0,
        0,
        1,
        8,
        0
    };

    private final MockWebServer server = new MockWebServer();
    private final HeldCertificate authority = new HeldCertificate.Builder()
            .certificateAuthority(0)
            .commonName("pretend authority of the web")
            .build();
    private final Map<String, MockResponse> answers = new ConcurrentHashMap<>();
    final Map<String, List<InetAddress>> names = new ConcurrentHashMap<>();
    final List<String> lookedUp = new CopyOnWriteArrayList<>();
    final List<InetSocketAddress> connected = new CopyOnWriteArrayList<>();
    final Set<InetAddress> dead = ConcurrentHashMap.newKeySet();

    /** What was asked, in order. */
    public final List<RecordedRequest> asked = new CopyOnWriteArrayList<>();

    /** Opens it. */
    public PretendWeb() {
        HeldCertificate own = new HeldCertificate.Builder()
                .addSubjectAlternativeName(HOST)
                .addSubjectAlternativeName(STORE)
                .signedBy(authority)
                .build();
        server.useHttps(new HandshakeCertificates.Builder()
                .heldCertificate(own, authority.certificate())
                .build()
                .sslSocketFactory());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                asked.add(request);
                return answers.getOrDefault(
                        request.getUrl().encodedPath(),
                        new MockResponse.Builder().code(404).build());
            }
        });
        try {
            server.start(InetAddress.getLoopbackAddress(), 0);
        } catch (IOException noPort) {
            throw new UncheckedIOException(noPort);
        }
        names.put(HOST, List.of(PUBLIC));
        names.put(STORE, List.of(InetAddress.ofLiteral("2606:4700:4700::1111")));
    }

    /** A fetcher that lives in it. */
    public ImageFetcher fetcher() {
        HandshakeCertificates trust = new HandshakeCertificates.Builder()
                .addTrustedCertificate(authority.certificate())
                .build();
        return new ImageFetcher(
                this::addresses,
                () -> new OkHttpClient.Builder()
                        .socketFactory(new Wires())
                        .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                        .build());
    }

    /** One that trusts the authorities of the Java platform only. */
    ImageFetcher strangersFetcher() {
        return new ImageFetcher(
                this::addresses,
                () -> new OkHttpClient.Builder().socketFactory(new Wires()).build());
    }

    /** From now on this path answers so. */
    void answer(String path, MockResponse.Builder answer) {
        answers.put(path, answer.build());
    }

    /** From now on this path answers with a file of this type. */
    public void answer(String path, String type, byte[] file) {
        answer(path, file(type, file));
    }

    static MockResponse.Builder file(String type, byte[] file) {
        return new MockResponse.Builder().addHeader("content-type", type).body(new Buffer().write(file));
    }

    /** From now on this path sends to another. */
    void redirect(String path, String location) {
        answer(path, new MockResponse.Builder().code(302).addHeader("location", location));
    }

    private List<InetAddress> addresses(String host, Deadline deadline) throws UnknownHostException {
        lookedUp.add(host);
        List<InetAddress> found = names.get(host);
        if (found == null) {
            throw new UnknownHostException(host);
        }
        return found;
    }

    /** Sockets that write down where they were to go. */
    private final class Wires extends SocketFactory {
        @Override
        public Socket createSocket() {
            return new Socket() {
                @Override
                public void connect(SocketAddress target, int timeoutMs) throws IOException {
                    InetSocketAddress wanted = (InetSocketAddress) target;
                    connected.add(wanted);
                    if (dead.contains(wanted.getAddress())) {
                        throw new ConnectException("nothing listens at " + wanted);
                    }
                    super.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()), timeoutMs);
                }
            };
        }

        @Override
        public Socket createSocket(String host, int port) {
            throw new AssertionError("a socket resolves no names");
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new AssertionError("a socket resolves no names");
        }

        @Override
        public Socket createSocket(InetAddress host, int port) {
            throw new AssertionError("a socket connects when it is told to");
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new AssertionError("a socket connects when it is told to");
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
