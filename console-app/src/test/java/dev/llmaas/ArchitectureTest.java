package dev.llmaas;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The walls of the house. It stands in the last module, because only there every other one can be seen. */
class ArchitectureTest {
    private static final List<String> FORBIDDEN_NAME_ENDS = List.of(
            "Util", "Utils", "Helper", "Manager", "Impl", "Base", "Common", "Data", "Info", "Dto", "Bean", "Processor");

    private static JavaClasses product;

    @BeforeAll
    static void read() {
        product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.llmaas");
        // An import that reads nothing would pass every rule.
        assertThat(product.stream().filter(resideInAPackage("dev.llmaas.platform..")))
                .hasSizeGreaterThan(50);
        assertThat(product.stream().filter(resideInAPackage("dev.llmaas.console..")))
                .hasSizeGreaterThan(50);
    }

    @Test
    void theContractKnowsNoTransport() {
        check(
                classes()
                        .that()
                        .resideInAPackage("dev.llmaas.api..")
                        .should()
                        .onlyDependOnClassesThat(resideInAnyPackage(
                                "dev.llmaas.api..",
                                "java..",
                                "javax.crypto..",
                                "org.jspecify..",
                                "com.fasterxml.jackson.annotation..",
                                "tools.jackson..")),
                "whoever speaks the contract must be free to choose how");
    }

    @Test
    void whatStandsBeneathTheClientsIsNobodysBusiness() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.llmaas.client..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.llmaas.client.internal.."),
                "what is not in api.txt may change without notice");
    }

    @Test
    void modulesFollowTheArrows() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.llmaas.platform..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("dev.llmaas.client..", "dev.llmaas.console.."),
                "the platform serves the contract and is no client of itself");
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.llmaas.console..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("dev.llmaas.platform..", "dev.llmaas.inference.."),
                "the console speaks to the platform over HTTP only, so that a demonstration tests the product");
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.llmaas.inference..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("dev.llmaas.platform..", "dev.llmaas.console.."),
                "engines know nothing of who asks");
    }

    @Test
    void roomsOfThePlatformHaveNoCycles() {
        check(
                slices().matching("dev.llmaas.platform.(*)..").should().beFreeOfCycles(),
                "a room that cannot be removed alone is no room");
    }

    @Test
    void daosStayInTheirRooms() {
        check(
                classes()
                        .that()
                        .haveSimpleNameEndingWith("Dao")
                        .should()
                        .notBePublic()
                        .allowEmptyShould(true),
                "rows leave a room as records of the contract");
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.llmaas.platform.(*)..")
                        .and(DescribedPredicate.not(resideInAnyPackage(
                                "dev.llmaas.platform.store..",
                                "dev.llmaas.platform.quota..",
                                "dev.llmaas.platform.metering..",
                                "dev.llmaas.platform.access..",
                                "dev.llmaas.platform.batch..")))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.jdbi.."),
                "rooms without rows have no business with the database");
    }

    @Test
    void httpServersStayAtTheDoors() {
        check(
                noClasses()
                        .that(resideInAnyPackage("dev.llmaas.platform..", "dev.llmaas.inference..")
                                .and(DescribedPredicate.not(resideInAnyPackage(
                                        "dev.llmaas.platform.http..",
                                        "dev.llmaas.platform.tls..",
                                        "dev.llmaas.platform.gateway..",
                                        "dev.llmaas.inference.http..",
                                        "dev.llmaas.inference.runner..",
                                        "dev.llmaas.inference.upstream..",
                                        "dev.llmaas.inference.pool..")))
                                .and(DescribedPredicate.not(simpleNameEndingWith("Routes")))
                                .and(notTheRoots()))
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("io.vertx.."),
                "rules that run without a server can be tested without one");
    }

    @Test
    void nativeMemoryStaysInTheEngine() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.llmaas.inference.llama..")
                        .and()
                        .doNotHaveFullyQualifiedName("dev.llmaas.platform.store.Journal") // maps a file, calls nothing
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.lang.foreign.."),
                "a mistake there ends the process");
    }

    @Test
    void screensAreSplitInTwo() {
        check(
                noClasses()
                        .that()
                        .haveSimpleNameEndingWith("ViewModel")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("javafx.scene..", "javafx.stage..", "javafx.application.."),
                "what a screen does is tested without a screen");
        check(
                noClasses()
                        .that()
                        .haveSimpleNameEndingWith("View")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.llmaas.client.."),
                "a view shows, its view-model asks");
        check(
                noClasses()
                        .that()
                        .resideInAPackage("dev.llmaas.console.terminal..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("javafx.."),
                "the terminal runs where no desktop is installed");
    }

    @Test
    void theWorldIsHandedIn() {
        check(
                noClasses()
                        .that(notTheRoots())
                        .should()
                        .callMethod(System.class, "getenv")
                        .orShould()
                        .callMethod(System.class, "getenv", String.class)
                        .orShould()
                        .callMethod(System.class, "exit", int.class)
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(Instant.class, "now"),
                "time and environment are the reasons why tests lie; only composition roots ask for them");
    }

    @Test
    void namesSayWhatAThingIs() {
        for (String end : FORBIDDEN_NAME_ENDS) {
            check(
                    noClasses()
                            .that()
                            .areTopLevelClasses()
                            .and()
                            .doNotHaveModifier(JavaModifier.SYNTHETIC)
                            .should()
                            .haveSimpleNameEndingWith(end),
                    "a name that fits everything says nothing");
        }
    }

    private static DescribedPredicate<JavaClass> notTheRoots() {
        return DescribedPredicate.describe(
                "are not composition roots",
                type -> !topLevelName(type).matches(".*Main|Platform|ConsoleApp|DesktopApp"));
    }

    private static String topLevelName(JavaClass type) {
        String name = type.getName().substring(type.getName().lastIndexOf('.') + 1);
        return name.contains("$") ? name.substring(0, name.indexOf('$')) : name;
    }

    private static void check(ArchRule rule, String reason) {
        rule.because(reason).check(product);
    }
}
