package dev.llmaas.platform.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the text of an address may be before anybody is asked. */
class ImageAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://images.example.org/a.png",
                "HTTPS://IMAGES.Example.ORG/a.png",
                "https://images.example.org:443/a.png?width=3&sign=a%2Fb==",
                "https://xn--bcher-kva.example/a.png",
                "https://a_b.s3.eu-central-1.example.com/x",
                "https://example.org",
                "https://1.example.org/127.0.0.1",
            })
    void aWholeNameOverHttpsPasses(String address) throws ImageFault {
        assertThat(ImageAddress.parse(address).isHttps()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://images.example.org/a.png | https://",
                "ftp://images.example.org/a.png | https://",
                "https:images.example.org/a.png | https://",
                "//images.example.org/a.png | https://",
                "https://user@images.example.org/a.png | user",
                "https://user:word@images.example.org/a.png | user",
                "https://:word@images.example.org/a.png | user",
                "https://images.example.org@127.0.0.1/a.png | user",
                "https://images.example.org/a.png#part | fragment",
                "https://images.example.org/a.png# | fragment",
                "https://images.example.org:8443/a.png | 443",
                "https://images.example.org:80/a.png | 443",
                "https://images.example.org:0/a.png | valid",
                "https://images.example.org:99999/a.png | valid",
                "https:///images.example.org/a.png | https://",
                "https://localhost/a.png | host",
                "https://intranet/a.png | host",
                "https://metadata/a.png | host",
                "https://images.example.org./a.png | host",
                "https://.example.org/a.png | valid",
                "https://-a.example.org/a.png | host",
                "https://8.8.8.8/a.png | number",
                "https://127.0.0.1/a.png | number",
                "https://127.1/a.png | number",
                "https://2130706433/a.png | number",
                "https://017700000001/a.png | number",
                "https://0177.0.0.1/a.png | number",
                "https://0x7f000001/a.png | number",
                "https://0x7f.0.0.1/a.png | number",
                "https://0x7f.0x0.0x0.0x1/a.png | number",
                "https://127.0.0.0x1/a.png | number",
                "https://%31%32%37.0.0.1/a.png | number",
                "https://169.254.169.254/latest/meta-data/ | number",
                "https://[::1]/a.png | number",
                "https://[::ffff:127.0.0.1]/a.png | number",
                "https://[2606:4700:4700::1111]/a.png | number",
                "https://[fe80::1%25eth0]/a.png | valid",
                "'https://images.example.org/a b.png' | ASCII",
                "https://images.example.org\\@127.0.0.1/a.png | ASCII",
                "https://bücher.example/a.png | ASCII",
                "https://images。example.org/a.png | ASCII",
                "https://①②⑦.0.0.1/a.png | ASCII",
            })
    void everythingElseIsRefusedWithWhatMustBeDifferent(String address, String rule) {
        assertThatThrownBy(() -> ImageAddress.parse(address)).isInstanceOfSatisfying(ImageFault.class, refused -> {
            assertThat(refused.isInAddress()).isTrue();
            assertThat(refused.rule()).contains(rule).doesNotContain("a.png");
        });
    }

    @Test
    void charactersOfControlAndLengthAreRefused() {
        for (String address : new String[] {
            "https://images.example.org/\r\nhost: a",
            "https://images.example.org/\u0000",
            "https://images.example.org/\t",
            "https://images.example.org/" + "a".repeat(ImageLimits.ADDRESS_CHARACTERS_MAX),
            "https://" + "a.".repeat(200) + "org/"
        }) {
            assertThatThrownBy(() -> ImageAddress.check(address)).isInstanceOf(ImageFault.class);
        }
    }
}
