package dev.weir.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The order of the packages, ground floor first. Each may use those before it and none after it.
class HouseTest {

    private static final List<String> FLOORS = List.of(
            "dev.weir.problem",
            "dev.weir.wire.http",
            "dev.weir.wire.json",
            "dev.weir.wire.frame",
            "dev.weir.wire.chat",
            "dev.weir.wire.format",
            "dev.weir.wire.aws",
            "dev.weir.simulator..",
            "dev.weir.config",
            "dev.weir.meter",
            "dev.weir.call",
            "dev.weir.store",
            "dev.weir.edge",
            "dev.weir.identity",
            "dev.weir.directory",
            "dev.weir.provider..",
            "dev.weir.route",
            "dev.weir.journal",
            "dev.weir.audit",
            "dev.weir.policy",
            "dev.weir.alert",
            "dev.weir.scanner",
            "dev.weir.cache",
            "dev.weir.reasoning",
            "dev.weir.relay",
            "dev.weir.telemetry",
            "dev.weir.admin",
            "dev.weir.adapters..",
            "dev.weir.app",
            "dev.weir.cli");

    private final JavaClasses house = new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("dev.weir");

    @Test
    void everyPackageHasItsFloor() {
        classes().should().resideInAnyPackage(FLOORS.toArray(String[]::new)).check(house);
    }

    @TestFactory
    List<DynamicTest> nobodyLooksUpstairs() {
        return IntStream.range(0, FLOORS.size() - 1)
                .mapToObj(floor -> DynamicTest.dynamicTest(
                        FLOORS.get(floor),
                        () -> noClasses()
                                .that()
                                .resideInAPackage(FLOORS.get(floor))
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(
                                        FLOORS.subList(floor + 1, FLOORS.size()).toArray(String[]::new))
                                .allowEmptyShould(true)
                                .check(house)))
                .toList();
    }

    @Test
    void onlyTheAdapterKnowsVertx() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.weir.adapters.http")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx..", "io.netty..")
                .check(house);
    }

    @Test
    void s_exe_1_nobodyStartsAProcessButTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.weir.cli")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(ProcessBuilder.class)
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .check(house);
    }

    @Test
    void s_des_1_nobodyReadsSerialisedObjects() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .areAssignableTo(java.io.ObjectInputStream.class)
                .check(house);
    }
}
