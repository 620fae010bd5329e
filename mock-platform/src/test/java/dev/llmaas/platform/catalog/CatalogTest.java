package dev.llmaas.platform.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.ApiKeyId;
import dev.llmaas.api.ErrorCode;
import dev.llmaas.api.Money;
import dev.llmaas.api.OrganizationId;
import dev.llmaas.api.ProjectId;
import dev.llmaas.api.admin.CatalogModel;
import dev.llmaas.api.admin.KeyLimits;
import dev.llmaas.api.admin.ModelLife;
import dev.llmaas.platform.MovableClock;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.access.Caller;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final LocalDate SINCE = LocalDate.of(2026, 3, 1);
    private static final LocalDate END = LocalDate.of(2026, 6, 3);

    private final MovableClock clock = new MovableClock(at(SINCE.minusDays(1)));
    private final Catalog catalog = new Catalog(
            List.of(
                    CatalogModel.of("old").withLife(new ModelLife(SINCE, END, "family/new")),
                    CatalogModel.of("family/new").withAliases(List.of("first-name")),
                    CatalogModel.of("last").withLife(new ModelLife(SINCE, END, null))),
            Set::of,
            clock);

    @Test
    void aModelThatStaysHasNothingToSayAboutItsEnd() {
        assertThat(catalog.notice("family/new")).isEmpty();
        assertThat(catalog.notice("old")).isEmpty();
        assertThat(catalog.notice("nothing")).isEmpty();
    }

    @Test
    void aDeprecatedModelAnswersWithTheNoticeOfItsEnd() {
        clock.advance(Duration.ofDays(1));

        assertThat(catalog.require("old", caller()).id()).isEqualTo("old");
        assertThat(catalog.notice("old"))
                .contains(new Notice(
                        "@1772323200",
                        "Wed, 03 Jun 2026 00:00:00 GMT",
                        "</v1/models/family/new>; rel=\"successor-version\""));
    }

    @Test
    void aRetiredModelLeadsToItsSuccessorAndIsNotListed() {
        clock.advance(Duration.ofDays(200));

        assertThat(catalog.require("old", caller()).id()).isEqualTo("family/new");
        assertThat(catalog.notice("old")).isPresent();
        assertThat(catalog.models(caller())).extracting(CatalogModel::id).containsExactly("family/new");
        assertThatThrownBy(() -> catalog.require("last", caller()))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MODEL_NOT_FOUND));
    }

    @Test
    void anAliasLeadsToItsModelAndSaysSo() {
        assertThat(catalog.require("first-name", caller()).id()).isEqualTo("family/new");
        assertThat(catalog.notice("first-name"))
                .contains(new Notice("@0", null, "</v1/models/family/new>; rel=\"successor-version\""));
    }

    @Test
    void aKeyMustBeAllowedToUseTheModelThatRuns() {
        clock.advance(Duration.ofDays(200));

        assertThatThrownBy(() -> catalog.require("old", caller("old")))
                .isInstanceOfSatisfying(
                        PlatformException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.MODEL_FORBIDDEN));
        assertThat(catalog.require("old", caller("family/new")).id()).isEqualTo("family/new");
    }

    @Test
    void successorsInACircleEnd() {
        Catalog circle = new Catalog(
                List.of(
                        CatalogModel.of("a").withLife(new ModelLife(SINCE, END, "b")),
                        CatalogModel.of("b").withLife(new ModelLife(SINCE, END, "a"))),
                Set::of,
                () -> at(END));

        assertThatThrownBy(() -> circle.require("a", caller())).isInstanceOf(PlatformException.class);
    }

    @Test
    void anEndWithLessThanThreeMonthsOfNoticeIsNotTaken() {
        ModelConfig model = ModelConfig.ofUpstream("m", URI.create("scripted:///"));

        assertThat(model.withLife(SINCE, SINCE.plusMonths(3), "").life().retiresOn())
                .isEqualTo(SINCE.plusMonths(3));
        assertThatThrownBy(() -> model.withLife(SINCE, SINCE.plusMonths(3).minusDays(1), ""))
                .hasMessageContaining("models.m.retires-on")
                .hasMessageContaining("three months");
        assertThatThrownBy(() -> model.withLife(null, END, "")).hasMessageContaining("deprecated-since");
    }

    @Test
    void thePricesOfTheSheetAreExact() {
        ModelConfig model = ModelConfig.ofUpstream("m", URI.create("scripted:///"));

        assertThat(model.pricePerDocument().times(1_000_000)).isEqualTo(Money.ofEuros("4.00"));
        assertThat(model.pricePerAudioMinute()).isEqualTo(Money.ofEuros("0.01"));
    }

    private static Instant at(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Caller caller(String... models) {
        return new Caller(
                new OrganizationId("org_a"),
                ZoneOffset.UTC,
                new ProjectId("prj_a"),
                new ApiKeyId("key_a"),
                "a",
                List.of(models),
                KeyLimits.NONE);
    }
}
