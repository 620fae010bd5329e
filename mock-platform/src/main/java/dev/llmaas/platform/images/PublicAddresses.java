package dev.llmaas.platform.images;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tells addresses of the public internet from all others. Source: the special-purpose address registries of IANA (RFC 6890
 * and its updates, as of October 2025) and what large clouds document of their metadata services. Stateless.
 *
 * <p>Of IPv4 everything is public but the ranges below; of IPv6 nothing but the global unicast range 2000::/3 without the
 * ranges below. What wraps an IPv4 address is refused whatever it wraps: the wrapping ends where only its router knows.
 */
public final class PublicAddresses {
    private static final List<Range> SPECIAL_4 = ranges(
            "0.0.0.0/8", // this network, unspecified
            "10.0.0.0/8", // private
            "100.64.0.0/10", // between a provider and its customers; Alibaba's metadata
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // Azure's wire server, a public address that ends in the host
            "169.254.0.0/16", // link-local; the metadata of most clouds
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments; Oracle's metadata
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // relays of 6to4
            "192.168.0.0/16", // private
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, broadcast

    private static final Range GLOBAL_6 = Range.of("2000::/3");
    private static final List<Range> SPECIAL_6 = ranges(
            "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4, which wraps IPv4
            "3fff::/20"); // documentation (RFC 9637)

    private static final int INTERFACE_ID = 8;

    private PublicAddresses() {}

    /** A network and how many of its leading bits name it. */
    private record Range(InetAddress network, int bits) {
        static Range of(String text) {
            int slash = text.indexOf('/');
            return new Range(
                    InetAddress.ofLiteral(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
        }

        boolean contains(byte[] address) {
            byte[] own = network.getAddress();
            for (int i = 0; i < bits; i += Byte.SIZE) {
                int mask = 0xFF00 >> Math.min(Byte.SIZE, bits - i);
                if (((own[i / Byte.SIZE] ^ address[i / Byte.SIZE]) & mask & 0xFF) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private static List<Range> ranges(String... texts) {
        return Stream.of(texts).map(Range::of).toList();
    }

    /** Whether whoever connects to it leaves for the public internet. */
    public static boolean isPublic(InetAddress address) {
        byte[] bytes = address.getAddress(); // IPv4 that came as ::ffff:a.b.c.d is IPv4 here, as it is for the socket
        if (address instanceof Inet4Address) {
            return SPECIAL_4.stream().noneMatch(range -> range.contains(bytes));
        }
        return GLOBAL_6.contains(bytes)
                && SPECIAL_6.stream().noneMatch(range -> range.contains(bytes))
                && !isIsatap(bytes);
    }

    /** RFC 5214 section 6.1: an interface that wraps IPv4, in any network. */
    private static boolean isIsatap(byte[] bytes) {
        return (bytes[INTERFACE_ID] & 0xFD) == 0
                && bytes[INTERFACE_ID + 1] == 0
                && (bytes[INTERFACE_ID + 2] & 0xFF) == 0x5E
                && (bytes[INTERFACE_ID + 3] & 0xFF) == 0xFE;
    }
}
