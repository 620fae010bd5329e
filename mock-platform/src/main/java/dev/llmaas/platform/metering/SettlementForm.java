package dev.llmaas.platform.metering;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.Money;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.LimitKind;
import dev.llmaas.api.event.Outcome;
import dev.llmaas.api.openai.Usage;
import dev.llmaas.platform.quota.WindowPlace;
import dev.llmaas.platform.quota.WindowUse;
import dev.llmaas.platform.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The form in which the journal keeps a settlement: all that the database gets of it. Only the version that was killed and
 * the one that starts after it have to agree, so a new version of the form also reads the one before. Stateless.
 */
final class SettlementForm {
    private static final int VERSION = 1;
    private static final int BYTES_MOST = 384;
    private static final long NONE = Long.MIN_VALUE;

    private SettlementForm() {}

    static byte[] bytes(Settlement settlement) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_MOST);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            write(out, settlement.entry());
            out.writeLong(settlement.spend().nanoEuros());
            out.writeLong(settlement.atMs());
            out.writeLong(settlement.hourStartsAtMs());
            out.writeLong(settlement.dayStartsAtMs());
            out.writeByte(settlement.uses().size());
            for (WindowUse use : settlement.uses()) {
                write(out, use);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("Memory can be written.", impossible);
        }
        return bytes.toByteArray();
    }

    /** @throws StoreException if another version wrote it */
    static Settlement read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new StoreException(
                        "The journal in the data directory is of another version (%d). Start that version once, so that it writes its last calls down."
                                .formatted(version));
            }
            Entry entry = entry(in);
            Series series = Series.of(entry);
            Money spend = new Money(in.readLong());
            long atMs = in.readLong();
            long hourStartsAtMs = in.readLong();
            long dayStartsAtMs = in.readLong();
            int count = in.readUnsignedByte();
            List<WindowUse> uses = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                uses.add(use(in));
            }
            return new Settlement(entry, spend, uses, series, series.id(), atMs, hourStartsAtMs, dayStartsAtMs);
        } catch (IOException cut) {
            throw new StoreException("The journal in the data directory holds a record that cannot be read.", cut);
        }
    }

    /** Without the name of the key, which the database has elsewhere. */
    private static void write(DataOutputStream out, Entry entry) throws IOException {
        out.writeUTF(entry.requestId());
        out.writeUTF(entry.organizationId().value());
        out.writeUTF(entry.projectId().value());
        out.writeUTF(entry.keyId().value());
        out.writeUTF(entry.model());
        out.writeUTF(entry.endpoint());
        out.writeUTF(entry.outcome().name());
        Usage usage = entry.usage();
        out.writeLong(usage.promptTokens());
        out.writeLong(usage.cachedTokens());
        out.writeLong(usage.completionTokens());
        out.writeLong(usage.reasoningTokenCount());
        out.writeLong(entry.documents());
        out.writeLong(entry.audioSeconds());
        Long firstTokenMs = entry.timeToFirstTokenMs();
        out.writeLong(firstTokenMs == null ? NONE : firstTokenMs);
        out.writeLong(entry.startedAtMs());
    }

    private static Entry entry(DataInputStream in) throws IOException {
        String requestId = in.readUTF();
        OrganizationId organizationId = new OrganizationId(in.readUTF());
        ProjectId projectId = new ProjectId(in.readUTF());
        ApiKeyId keyId = new ApiKeyId(in.readUTF());
        String model = in.readUTF();
        String endpoint = in.readUTF();
        Outcome outcome = Outcome.valueOf(in.readUTF());
        Usage usage = Usage.of(in.readLong(), in.readLong(), in.readLong(), in.readLong());
        long documents = in.readLong();
        long audioSeconds = in.readLong();
        long firstTokenMs = in.readLong();
        long startedAtMs = in.readLong();
        return new Entry(
                requestId,
                organizationId,
                projectId,
                keyId,
                keyId.value(),
                model,
                endpoint,
                outcome,
                usage,
                documents,
                audioSeconds,
                Money.ZERO,
                firstTokenMs == NONE ? null : firstTokenMs,
                startedAtMs);
    }

    private static void write(DataOutputStream out, WindowUse use) throws IOException {
        out.writeUTF(use.holderId());
        out.writeUTF(use.place().keyId().value());
        out.writeUTF(use.place().kind().name());
        out.writeLong(use.place().startsAtMs());
        out.writeLong(use.limit());
        out.writeLong(use.amount());
    }

    private static WindowUse use(DataInputStream in) throws IOException {
        String holderId = in.readUTF();
        ApiKeyId keyId = new ApiKeyId(in.readUTF());
        LimitKind kind = LimitKind.valueOf(in.readUTF());
        return new WindowUse(holderId, new WindowPlace(keyId, kind, in.readLong()), in.readLong(), in.readLong());
    }
}
