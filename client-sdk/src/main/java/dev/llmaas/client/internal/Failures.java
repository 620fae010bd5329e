package dev.llmaas.client.internal;

import dev.llmaas.client.UnreachableException;
import dev.llmaas.client.UnreachableException.Problem;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Says in one sentence why no platform answered. */
final class Failures {
    private Failures() {}

    /** The exception that a broken exchange is: cancelled by the caller, or unreachable. */
    static RuntimeException of(IOException problem, okhttp3.Call exchange, boolean sent, String requestId) {
        if (Thread.currentThread().isInterrupted()) {
            CancellationException cancelled = new CancellationException("The call was interrupted.");
            cancelled.initCause(problem);
            return cancelled;
        }
        Problem kind = kind(problem);
        UnreachableException unreachable = new UnreachableException(
                kind, sentence(kind, place(exchange.request().url()), problem), sent, requestId);
        unreachable.initCause(problem);
        return unreachable;
    }

    /** The same before anything of an answer came, perhaps at a proxy. */
    static RuntimeException onTheWay(IOException problem, okhttp3.Call exchange, boolean sent, @Nullable Proxy proxy) {
        if (sent
                || proxy == null
                || !(proxy.address() instanceof InetSocketAddress address)
                || Thread.currentThread().isInterrupted()) {
            return of(problem, exchange, sent, "");
        }
        Problem kind = isRefusalOfProxy(problem) ? Problem.PROXY : kind(problem);
        String gate = address.getHostString() + ":" + address.getPort();
        String place = place(exchange.request().url());
        String sentence = switch (kind) {
            case NO_SUCH_HOST -> "The proxy %s has no address. Is the name spelt right?".formatted(gate);
            case REFUSED -> "Nothing listens at the proxy %s. Is the port right?".formatted(gate);
            case TIMED_OUT -> "The proxy %s did not open the way to %s in time.".formatted(gate, place);
            case PROXY -> "The proxy %s does not open the way to %s (%s).".formatted(gate, place, reason(problem));
            case CERTIFICATE, TLS, NOT_A_PLATFORM, BROKEN -> sentence(kind, place, problem);
        };
        UnreachableException unreachable = new UnreachableException(kind, sentence, false, "");
        unreachable.initCause(problem);
        return unreachable;
    }

    /** OkHttp has no type for it; these are its words when CONNECT is not answered with 200. */
    private static boolean isRefusalOfProxy(IOException problem) {
        String message = String.valueOf(problem.getMessage());
        return message.startsWith("Unexpected response code for CONNECT")
                || message.startsWith("Failed to authenticate with proxy");
    }

    /** Why {@code url} did not answer. */
    static String sentence(@Nullable HttpUrl url, IOException problem) {
        return sentence(kind(problem), url == null ? "the provider" : place(url), problem);
    }

    /** Host and port. */
    static String place(HttpUrl url) {
        return url.host() + ":" + url.port();
    }

    static Problem kind(IOException problem) {
        return switch (problem) {
            case UnknownHostException _ -> Problem.NO_SUCH_HOST;
            case SocketTimeoutException _ -> Problem.TIMED_OUT;
            case ConnectException _, NoRouteToHostException _ ->
                String.valueOf(problem.getMessage()).contains("timed out") ? Problem.TIMED_OUT : Problem.REFUSED;
            case SSLPeerUnverifiedException _ -> Problem.CERTIFICATE;
            case SSLException tls -> isAboutCertificate(tls) ? Problem.CERTIFICATE : Problem.TLS;
            case InterruptedIOException _ -> Problem.TIMED_OUT;
            default -> Problem.BROKEN;
        };
    }

    private static String sentence(Problem kind, String place, IOException problem) {
        return switch (kind) {
            case NO_SUCH_HOST -> "%s has no address. Is the name spelt right, and the network up?".formatted(place);
            case REFUSED -> "Nothing listens at %s. Is the platform started, and the port right?".formatted(place);
            case TIMED_OUT -> "%s did not answer in time.".formatted(place);
            case CERTIFICATE ->
                "The certificate of %s is not one that you trust (%s).".formatted(place, reason(problem));
            case TLS -> "%s does not speak TLS 1.3 (%s).".formatted(place, reason(problem));
            case PROXY -> "The proxy does not open the way to %s.".formatted(place);
            case NOT_A_PLATFORM -> "%s is not a platform.".formatted(place);
            case BROKEN -> "The connection with %s broke (%s).".formatted(place, reason(problem));
        };
    }

    private static String reason(IOException problem) {
        String message = String.valueOf(problem.getMessage());
        String line = message.lines().findFirst().orElse("");
        return line.substring(0, Math.min(line.length(), 200));
    }

    private static boolean isAboutCertificate(SSLException problem) {
        for (@Nullable Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return true;
            }
        }
        return false;
    }
}
