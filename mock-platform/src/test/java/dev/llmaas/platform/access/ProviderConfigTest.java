package dev.llmaas.platform.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmaas.api.admin.Role;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ProviderConfigTest {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    @Test
    void aShortFileIsEnough() {
        SignInConfig config = YAML.readValue("""
                providers:
                  - id: corporate
                    issuer: https://sso.corp.example/realms/main
                    client-id: llmaas-console
                    claims:
                      roles: realm_access.roles
                    role-mapping:
                      llmaas-admins: administrator
                """, SignInConfig.class);

        ProviderConfig provider = config.providers().getFirst();
        assertThat(provider.displayName()).isEqualTo("corporate");
        assertThat(provider.scopes()).isEqualTo(ProviderConfig.STANDARD_SCOPES);
        assertThat(provider.audiences()).containsExactly("llmaas");
        assertThat(provider.claims()).isEqualTo(new ClaimNames("realm_access.roles", "groups", "email", "name"));
        assertThat(provider.roleMapping()).isEqualTo(Map.of("llmaas-admins", Role.ADMINISTRATOR));
        assertThat(provider.caFile()).isNull();
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> ProviderConfig.of("Corp", URI.create("https://sso.example"), "c"))
                .hasMessage("sign-in.providers.?.id: must be 1 to 40 of a-z, 0-9 and -.");
        assertThatThrownBy(() -> ProviderConfig.of("corp", URI.create("http://sso.example"), "c"))
                .hasMessageContaining("sign-in.providers.corp.issuer: http://sso.example must be an https address");
        assertThatThrownBy(() -> ProviderConfig.of("corp", URI.create("https://sso.example?x=1"), "c"))
                .hasMessageContaining("without query");
        assertThatThrownBy(() -> ProviderConfig.of("corp", URI.create("https://sso.example"), " "))
                .hasMessageContaining("client-id: is missing");
        assertThatThrownBy(() -> ProviderConfig.of("corp", URI.create("https://sso.example"), "c")
                        .withRoles(ClaimNames.STANDARD, Map.of()))
                .hasMessageContaining("role-mapping: must give a role");
        ProviderConfig one = ProviderConfig.of("corp", URI.create("https://sso.example"), "c");
        assertThatThrownBy(() -> new SignInConfig(List.of(one, one))).hasMessageContaining("same id or issuer");
    }

    @Test
    void loopbackMayBePlain() {
        assertThat(ProviderConfig.of("dev", URI.create("http://127.0.0.1:9000"), "c")
                        .issuer())
                .hasPort(9000);
    }
}
