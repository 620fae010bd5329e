package dev.llmaas.platform.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses are of the public internet: by a table, and against the ranges said in another way. */
class PublicAddressesTest {
    private static final int ROUNDS = 200_000;

    /** First and last address of everything that is not public in IPv4, in order. */
    private static final long[][] NOT_PUBLIC_4 = {
        {number("0.0.0.0"), number("0.255.255.255")},
        {number("10.0.0.0"), number("10.255.255.255")},
        {number("100.64.0.0"), number("100.127.255.255")},
        {number("127.0.0.0"), number("127.255.255.255")},
        {number("168.63.129.16"), number("168.63.129.16")},
        {number("169.254.0.0"), number("169.254.255.255")},
        {number("172.16.0.0"), number("172.31.255.255")},
        {number("192.0.0.0"), number("192.0.0.255")},
        {number("192.0.2.0"), number("192.0.2.255")},
        {number("192.88.99.0"), number("192.88.99.255")},
        {number("192.168.0.0"), number("192.168.255.255")},
        {number("198.18.0.0"), number("198.19.255.255")},
        {number("198.51.100.0"), number("198.51.100.255")},
        {number("203.0.113.0"), number("203.0.113.255")},
        {number("224.0.0.0"), number("255.255.255.255")},
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200", // Alibaba's metadata
                "100.127.255.255",
                "127.0.0.1",
                "127.255.255.254",
                "168.63.129.16", // Azure's wire server
                "169.254.0.1",
                "169.254.169.254", // metadata of AWS, Azure, Google and others
                "169.254.170.2", // credentials of AWS tasks
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192", // Oracle's metadata
                "192.0.2.1",
                "192.88.99.1",
                "192.168.0.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "224.0.0.1",
                "239.255.255.250",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1", // IPv4-compatible
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::ffff:169.254.169.254",
                "::ffff:0:127.0.0.1", // IPv4-translated
                "64:ff9b::7f00:1", // NAT64
                "64:ff9b::808:808", // also where it wraps a public address
                "64:ff9b:1::1",
                "100::1", // discard
                "2001::1", // Teredo
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:2::1", // benchmarks
                "2001:10::1", // ORCHID
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::", // 6to4 of 127.0.0.1
                "2002:a9fe:a9fe::1",
                "2002:808:808::1",
                "2606:4700::5efe:a00:1", // ISATAP of 10.0.0.1
                "2606:4700::200:5efe:a00:1",
                "3fff::1",
                "4000::1", // not assigned
                "5f00::1",
                "fc00::1",
                "fd00:ec2::254", // metadata of AWS
                "fd20:ce::254", // metadata of Google
                "fe80::1",
                "fec0::1",
                "ff02::1",
            })
    void whatIsNotOfThePublicInternetIsRefused(String address) {
        assertThat(PublicAddresses.isPublic(InetAddress.ofLiteral(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "9.255.255.255",
                "11.0.0.0",
                "93.184.215.14",
                "100.63.255.255",
                "100.128.0.0",
                "126.255.255.255",
                "128.0.0.0",
                "168.63.129.15",
                "168.63.129.17",
                "169.253.255.255",
                "169.255.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "::ffff:8.8.8.8", // the same as 8.8.8.8, and the socket takes it so
                "2001:200::1",
                "2001:4860:4860::8888",
                "2003::1",
                "2606:4700:4700::1111",
                "2a00:1450:4001:82a::200e",
            })
    void whatIsOfThePublicInternetPasses(String address) {
        assertThat(PublicAddresses.isPublic(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void everyAddressOfFourBytesIsOnTheSideOnWhichItsNumberIs() throws UnknownHostException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            long number = i % 2 == 0 ? random.nextInt() & 0xFFFF_FFFFL : nearAnEdge(random);
            InetAddress address = InetAddress.getByAddress(bytes(number));

            assertThat(PublicAddresses.isPublic(address))
                    .as("seed %d, %s", seed, address)
                    .isEqualTo(isPublic(number));
        }
    }

    @Test
    void whateverWrapsFourBytesIsRefusedOrJudgedByThem() throws UnknownHostException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<byte[]> wrappings = List.of(
                InetAddress.ofLiteral("64:ff9b::").getAddress(),
                InetAddress.ofLiteral("::").getAddress(),
                InetAddress.ofLiteral("::ffff:0:0:0").getAddress());
        for (int i = 0; i < ROUNDS / 10; i++) {
            byte[] wrapped = new byte[4];
            random.nextBytes(wrapped);
            for (byte[] wrapping : wrappings) {
                System.arraycopy(wrapped, 0, wrapping, 12, 4);
                assertRefused(seed, wrapping);
            }
            byte[] sixToFour = new byte[16];
            random.nextBytes(sixToFour);
            sixToFour[0] = 0x20;
            sixToFour[1] = 0x02;
            assertRefused(seed, sixToFour);
            sixToFour[1] = 0x01; // Teredo
            sixToFour[2] = 0;
            sixToFour[3] = 0;
            assertRefused(seed, sixToFour);

            byte[] mapped = new byte[16];
            mapped[10] = (byte) 0xFF;
            mapped[11] = (byte) 0xFF;
            System.arraycopy(wrapped, 0, mapped, 12, 4);
            assertThat(PublicAddresses.isPublic(InetAddress.getByAddress(mapped)))
                    .as("seed %d", seed)
                    .isEqualTo(PublicAddresses.isPublic(InetAddress.getByAddress(wrapped)));
        }
    }

    @Test
    void nothingIsPublicThatJavaKnowsToBeOtherwise() throws UnknownHostException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        int public6 = 0;
        for (int i = 0; i < ROUNDS; i++) {
            byte[] bytes = new byte[16];
            random.nextBytes(bytes);
            InetAddress address = InetAddress.getByAddress(bytes);
            boolean known = address.isAnyLocalAddress()
                    || address.isLinkLocalAddress()
                    || address.isLoopbackAddress()
                    || address.isMulticastAddress()
                    || address.isSiteLocalAddress();
            boolean global = (bytes[0] & 0xE0) == 0x20; // 2000::/3
            boolean judged = PublicAddresses.isPublic(address);
            public6 += judged ? 1 : 0;

            assertThat(address).isInstanceOf(Inet6Address.class);
            assertThat(judged && (known || !global))
                    .as("seed %d, %s", seed, address)
                    .isFalse();
        }
        assertThat(public6).as("seed %d", seed).isGreaterThan(ROUNDS / 10);
    }

    private static void assertRefused(long seed, byte[] bytes) throws UnknownHostException {
        InetAddress address = InetAddress.getByAddress(bytes);
        assertThat(PublicAddresses.isPublic(address))
                .as("seed %d, %s", seed, address)
                .isFalse();
    }

    private static long nearAnEdge(Random random) {
        long[] range = NOT_PUBLIC_4[random.nextInt(NOT_PUBLIC_4.length)];
        return Math.clamp(range[random.nextInt(2)] + random.nextInt(7) - 3, 0, 0xFFFF_FFFFL);
    }

    private static boolean isPublic(long number) {
        for (long[] range : NOT_PUBLIC_4) {
            if (number >= range[0] && number <= range[1]) {
                return false;
            }
        }
        return true;
    }

    private static long number(String address) {
        long number = 0;
        for (String part : address.split("\\.", -1)) {
            number = number * 256 + Integer.parseInt(part);
        }
        return number;
    }

    private static byte[] bytes(long number) {
        return new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    }
}
