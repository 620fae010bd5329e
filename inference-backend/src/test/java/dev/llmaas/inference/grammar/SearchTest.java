package dev.llmaas.inference.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.WireJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The search for the tokens that may come next, in goes of any size. */
class SearchTest {
    private static final String ALPHABET = "{}[]\",: \\\\truefalsenull0123456789-.eabcxyzé";
    private static final int TOKENS = 400;
    private static final int BYTES = 60;

    @Test
    void whatIsFoundIsExactlyWhatIsAccepted() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<JsonNode> schemas = new ArrayList<>(SchemaCases.everyday());
        schemas.add(WireJson.mapper().readTree(nested(60)));
        for (JsonNode schema : schemas) {
            byte[][] tokens = tokens(random);
            TokenIndex index = TokenIndex.of(TOKENS, token -> tokens[token]);
            Walker walker = new Walker(Shape.json(schema, "schema").compile());
            for (int written = 0; written < BYTES && !walker.mustEnd(); written++) {
                BitSet accepted = new BitSet();
                for (int token = 0; token < TOKENS; token++) {
                    accepted.set(token, walker.accepts(tokens[token]));
                }

                assertThat(found(walker, index, random))
                        .as("seed %d, %s after %d bytes", seed, schema, written)
                        .isEqualTo(accepted);
                int[] bytes = walker.nextBytes().stream().toArray();
                walker.take(new byte[] {(byte) bytes[random.nextInt(bytes.length)]});
            }
        }
    }

    @Test
    void aSearchThatTakesTooLongIsRefusedAndNeverCutShort() {
        int count = 40_000;
        // Letters that no two tokens share, so that each is walked from its begin, in 249 readings.
        byte[][] tokens = new byte[count][];
        for (int token = 0; token < count; token++) {
            tokens[token] = ("[[\"%c%c%cxxxxxxxx"
                            .formatted('a' + token % 26, 'a' + token / 26 % 26, 'a' + token / 676 % 60))
                    .getBytes(StandardCharsets.UTF_8);
        }
        TokenIndex index = TokenIndex.of(count, token -> tokens[token]);
        Grammar grammar =
                Shape.json(WireJson.mapper().readTree(nested(249)), "schema").compile();
        Walker.Search search = new Walker(grammar).search(index);

        assertThatThrownBy(() -> {
                    while (!search.go(1_000_000)) {
                        assertThatThrownBy(search::allowed).isInstanceOf(IllegalStateException.class);
                    }
                })
                .isInstanceOf(GrammarException.class)
                .hasMessageContaining("40,000,000 steps");
    }

    private static BitSet found(Walker walker, TokenIndex index, Random random) {
        Walker.Search search = walker.search(index);
        long work = 1 + random.nextInt(random.nextBoolean() ? 50 : 5_000);
        boolean done = search.go(work);
        while (!done) {
            done = search.go(work);
        }
        return search.allowed();
    }

    /** Lists in lists of texts, of which each alternative has another bound: all are read side by side. */
    private static String nested(int alternatives) {
        List<String> all = new ArrayList<>();
        for (int length = 1; length <= alternatives; length++) {
            all.add(
                    "{\"type\":\"array\",\"items\":{\"type\":\"array\",\"items\":{\"type\":\"string\",\"maxLength\":%d}}}"
                            .formatted(20 + length));
        }
        return "{\"anyOf\":[%s]}".formatted(String.join(",", all));
    }

    private static byte[][] tokens(Random random) {
        byte[][] tokens = new byte[TOKENS][];
        for (int token = 0; token < TOKENS; token++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(6); length > 0; length--) {
                text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
            }
            tokens[token] = text.toString().getBytes(StandardCharsets.UTF_8);
        }
        return tokens;
    }
}
