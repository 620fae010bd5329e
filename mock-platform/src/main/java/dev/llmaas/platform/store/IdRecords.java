package dev.llmaas.platform.store;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.Money;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.UserId;
import java.lang.reflect.Type;
import java.sql.Types;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;
import org.jdbi.v3.core.spi.JdbiPlugin;

/** Lets Jdbi read and bind the four id records, as text, and money, as nano-euros. */
final class IdRecords implements JdbiPlugin {
    @Override
    public void customizeJdbi(Jdbi jdbi) {
        text(jdbi, ApiKeyId.class, ApiKeyId::value, ApiKeyId::new);
        text(jdbi, OrganizationId.class, OrganizationId::value, OrganizationId::new);
        text(jdbi, ProjectId.class, ProjectId::value, ProjectId::new);
        text(jdbi, UserId.class, UserId::value, UserId::new);
        jdbi.registerArgument(new Amount());
        jdbi.registerColumnMapper(Money.class, (row, column, _) -> {
            long nanoEuros = row.getLong(column);
            return row.wasNull() ? null : new Money(nanoEuros);
        });
    }

    private static <T> void text(Jdbi jdbi, Class<T> type, Function<T, String> write, Function<String, T> read) {
        jdbi.registerArgument((Type bound, Object value, ConfigRegistry _) -> {
            if (!type.equals(bound)) {
                return Optional.empty();
            }
            String text = value == null ? null : write.apply(type.cast(value));
            return Optional.of((position, statement, _) -> statement.setString(position, text));
        });
        jdbi.registerColumnMapper(type, (row, column, _) -> {
            String text = row.getString(column);
            return text == null ? null : read.apply(text);
        });
    }

    private static final class Amount extends AbstractArgumentFactory<Money> {
        Amount() {
            super(Types.BIGINT);
        }

        @Override
        protected Argument build(Money value, ConfigRegistry config) {
            return (position, statement, _) -> statement.setLong(position, value.nanoEuros());
        }
    }
}
