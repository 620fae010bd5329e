package dev.llmaas.platform.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.batch.Vault.Sealed;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VaultTest {
    private static final int KILOBYTE = 1_024;
    private static final ApiKeyId GREEDY = new ApiKeyId("key_greedy");
    private static final ApiKeyId OTHER = new ApiKeyId("key_other");
    private static final ApiKeyId THIRD = new ApiKeyId("key_third");

    private final Vault vault = new Vault(new SecureRandom(), 30 * KILOBYTE);

    @Test
    void oneKeyTakesItsShareAndLeavesTheRestToOthers() {
        List<Sealed> own = fill(GREEDY);

        assertThat(own).hasSize(9);
        assertThat(vault.heldBytes()).isLessThanOrEqualTo(vault.shareMax());
        assertThat(fill(OTHER)).hasSize(9);
        assertThat(vault.open(own.getLast())).hasSize(KILOBYTE);
    }

    @Test
    void aFullVaultRefusesUntilSomethingGoes() {
        fill(GREEDY);
        List<Sealed> others = fill(OTHER);
        List<Sealed> thirds = fill(THIRD);
        ApiKeyId late = new ApiKeyId("key_late");
        assertThat(thirds).hasSize(9);
        while (vault.heldBytes() + KILOBYTE <= 30 * KILOBYTE) {
            vault.sealError(THIRD, new byte[KILOBYTE]); // what somebody waits for is told even beyond the share
        }

        assertFull(late, "All files and batches");

        vault.release(others.getFirst());
        vault.release(others.get(1));
        assertThat(vault.open(vault.seal(late, new byte[] {1, 2, 3, 4}, 1, 2))).containsExactly(2, 3);
    }

    @Test
    void nothingIsHeldWhereAllWasReleased() {
        List<Sealed> own = fill(GREEDY);

        own.forEach(vault::release);

        assertThat(vault.heldBytes()).isZero();
        assertThat(fill(GREEDY)).hasSameSizeAs(own);
    }

    private List<Sealed> fill(ApiKeyId owner) {
        List<Sealed> own = new ArrayList<>();
        while (own.size() < 9) {
            own.add(vault.seal(owner, new byte[KILOBYTE]));
        }
        assertFull(owner, "one key");
        return own;
    }

    private void assertFull(ApiKeyId owner, String whose) {
        long held = vault.heldBytes();
        assertThatThrownBy(() -> vault.seal(owner, new byte[KILOBYTE]))
                .isInstanceOfSatisfying(PlatformException.class, full -> {
                    assertThat(full.code()).isEqualTo(ErrorCode.NO_CAPACITY);
                    assertThat(full.sentence()).contains(whose);
                });
        assertThat(vault.heldBytes()).isEqualTo(held);
    }
}
