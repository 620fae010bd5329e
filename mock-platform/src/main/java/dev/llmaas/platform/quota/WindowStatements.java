package dev.llmaas.platform.quota;

import dev.llmaas.platform.Limits;
import dev.llmaas.platform.quota.Change.Need;
import dev.llmaas.platform.quota.Change.Result;
import dev.llmaas.platform.store.Statements;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The statements that move amounts between windows and allotments. They run on the writer's thread. Stateless. */
final class WindowStatements {
    private static final String REGISTER = """
            INSERT INTO quota_holder (id, expires_at_ms) VALUES (?, ?) ON CONFLICT (id) DO NOTHING""";

    private static final String CREATE = """
            INSERT INTO quota_window (key_id, kind, starts_at_ms, posted, pending) VALUES (?, ?, ?, 0, 0)
            ON CONFLICT (key_id, kind, starts_at_ms) DO NOTHING""";

    /** The lock and the check in one: no row is changed if too little is left. */
    private static final String TAKE = """
            UPDATE quota_window SET pending = pending + ?
            WHERE key_id = ? AND kind = ? AND starts_at_ms = ? AND posted + pending <= ?
            RETURNING posted + pending""";

    private static final long NOT_TAKEN = -1;

    private static final String UNTAKE = """
            UPDATE quota_window SET pending = pending - ? WHERE key_id = ? AND kind = ? AND starts_at_ms = ?""";

    private static final String ALLOT = """
            INSERT INTO quota_allotment (holder_id, key_id, kind, starts_at_ms, amount) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (holder_id, key_id, kind, starts_at_ms)
            DO UPDATE SET amount = quota_allotment.amount + excluded.amount""";

    private static final String READ = """
            SELECT posted, pending FROM quota_window WHERE key_id = ? AND kind = ? AND starts_at_ms = ?""";

    /** No row is changed if the allotment has expired. */
    private static final String REDUCE = """
            UPDATE quota_allotment SET amount = amount - ?
            WHERE holder_id = ? AND key_id = ? AND kind = ? AND starts_at_ms = ? AND amount >= ?""";

    private static final String POST = """
            UPDATE quota_window SET posted = posted + ?, pending = pending - ?
            WHERE key_id = ? AND kind = ? AND starts_at_ms = ?""";

    private static final String POST_LATE = """
            UPDATE quota_window SET posted = posted + ?
            WHERE key_id = ? AND kind = ? AND starts_at_ms = ? AND posted + pending <= ?""";

    private WindowStatements() {}

    /** Makes all changes, in the order in which every platform locks windows. */
    static List<Result> change(Statements statements, List<Change> changes) throws SQLException {
        List<Integer> order = new ArrayList<>(changes.size());
        List<Result> results = new ArrayList<>(changes.size());
        for (int i = 0; i < changes.size(); i++) {
            order.add(i);
            results.add(new Result.Returned());
        }
        order.sort(Comparator.comparing(i -> changes.get(i).first(), Allotment.ORDER));
        for (int i : order) {
            switch (changes.get(i)) {
                case Change.Take take -> results.set(i, take(statements, take));
                case Change.Return giving -> {
                    Allotment allotment = giving.allotment();
                    reduce(statements, allotment.holder.id(), allotment.place, 0, giving.amount());
                }
            }
        }
        return results;
    }

    /**
     * Posts {@code posted} and gives {@code returned} back, both from what the allotment holds.
     *
     * @return false if the allotment has expired; then nothing was changed
     */
    static boolean reduce(Statements statements, String holderId, WindowPlace place, long posted, long returned)
            throws SQLException {
        PreparedStatement reduce = statements.get(REDUCE);
        reduce.setLong(1, posted + returned);
        reduce.setString(2, holderId);
        window(reduce, 3, place);
        reduce.setLong(6, posted + returned);
        if (reduce.executeUpdate() == 0) {
            return false;
        }
        PreparedStatement post = statements.get(POST);
        post.setLong(1, posted);
        post.setLong(2, posted + returned);
        window(post, 3, place);
        post.executeUpdate();
        return true;
    }

    /** Posts what an expired allotment had held, if it still fits; whether it did. */
    static boolean postLate(Statements statements, WindowUse use) throws SQLException {
        PreparedStatement late = statements.get(POST_LATE);
        late.setLong(1, use.amount());
        window(late, 2, use.place());
        late.setLong(5, use.limit() - use.amount());
        return late.executeUpdate() == 1;
    }

    private static Result take(Statements statements, Change.Take take) throws SQLException {
        if (!take.holder().isRegistered()) {
            PreparedStatement register = statements.get(REGISTER);
            register.setString(1, take.holder().id());
            register.setLong(2, take.holderExpiresAtMs());
            register.executeUpdate();
        }
        List<Long> amounts = new ArrayList<>(take.needs().size());
        List<Boolean> roomy = new ArrayList<>(take.needs().size());
        List<Long> left = new ArrayList<>(take.needs().size());
        for (Need need : take.needs()) {
            PreparedStatement create = statements.get(CREATE);
            window(create, 1, need.allotment().place);
            create.executeUpdate();
            long used = need.block() > 0
                    ? take(statements, need, need.amount() + need.block(), Limits.QUOTA_BLOCKS_SPARE * need.block())
                    : NOT_TAKEN;
            boolean block = used != NOT_TAKEN;
            if (!block && need.amount() > 0) {
                used = take(statements, need, need.amount(), 0);
                if (used == NOT_TAKEN) {
                    untake(statements, take.needs(), amounts);
                    return refused(statements, need);
                }
            }
            left.add(used == NOT_TAKEN ? Allotment.UNKNOWN : need.limit() - used);
            amounts.add(block ? need.amount() + need.block() : need.amount());
            roomy.add(block);
        }
        allot(statements, take, amounts);
        return new Result.Granted(amounts, roomy, left);
    }

    /** What the window has used with that, or {@link #NOT_TAKEN}. */
    private static long take(Statements statements, Need need, long amount, long spare) throws SQLException {
        PreparedStatement update = statements.get(TAKE);
        update.setLong(1, amount);
        window(update, 2, need.allotment().place);
        update.setLong(5, need.limit() - amount - spare);
        try (ResultSet used = update.executeQuery()) {
            return used.next() ? used.getLong(1) : NOT_TAKEN;
        }
    }

    private static void untake(Statements statements, List<Need> needs, List<Long> amounts) throws SQLException {
        PreparedStatement update = statements.get(UNTAKE);
        for (int i = 0; i < amounts.size(); i++) {
            update.setLong(1, amounts.get(i));
            window(update, 2, needs.get(i).allotment().place);
            update.executeUpdate();
        }
    }

    private static void allot(Statements statements, Change.Take take, List<Long> amounts) throws SQLException {
        PreparedStatement allot = statements.get(ALLOT);
        for (int i = 0; i < amounts.size(); i++) {
            if (amounts.get(i) > 0) {
                allot.setString(1, take.holder().id());
                window(allot, 2, take.needs().get(i).allotment().place);
                allot.setLong(5, amounts.get(i));
                allot.executeUpdate();
            }
        }
    }

    private static Result refused(Statements statements, Need need) throws SQLException {
        PreparedStatement read = statements.get(READ);
        window(read, 1, need.allotment().place);
        try (ResultSet row = read.executeQuery()) {
            if (!row.next()) {
                throw new IllegalStateException("The window is gone.");
            }
            return new Result.Refused(need.allotment().window.kind(), need.limit(), row.getLong(1), row.getLong(2));
        }
    }

    private static void window(PreparedStatement statement, int position, WindowPlace place) throws SQLException {
        statement.setString(position, place.keyId().value());
        statement.setString(position + 1, place.kind().name());
        statement.setLong(position + 2, place.startsAtMs());
    }
}
