package dev.llmaas.console.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.api.admin.Role;
import dev.llmaas.console.desktop.async.LiveState.Link;
import dev.llmaas.console.session.Profile;
import java.net.URI;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.junit.jupiter.api.Test;

class MainViewModelTest {
    private final Ticks ticks = new Ticks();

    @Test
    void aPersonSeesOnlyWhatTheRoleAllows() {
        assertThat(shell(Role.OWNER).screens()).containsExactly(Screen.values());
        assertThat(shell(Role.BILLING).screens()).containsExactly(Screen.OVERVIEW);
        assertThat(shell(Role.AUDITOR).screens()).containsExactly(Screen.OVERVIEW, Screen.KEYS, Screen.POOL);
    }

    @Test
    void aRunnerThatFallsIsAnIncidentUntilItIsBack() {
        MainViewModel shell = shell(Role.OWNER);

        ticks.give(Ticks.replicas(Samples.NOW, replica(ReplicaState.RESTARTING)));
        assertThat(shell.troubled()).hasSize(1);
        assertThat(shell.unreadProperty().get()).isTrue();

        ticks.give(Ticks.replicas(Samples.NOW.plusSeconds(3), replica(ReplicaState.READY)));
        assertThat(shell.troubled()).isEmpty();
        assertThat(shell.notices())
                .extracting(notice -> notice.replica().state())
                .containsExactly(ReplicaState.READY, ReplicaState.RESTARTING);
    }

    @Test
    void aRunnerThatStartsAsItShouldIsNoNews() {
        MainViewModel shell = shell(Role.OWNER);

        ticks.give(Ticks.replicas(Samples.NOW, replica(ReplicaState.STARTING)));
        ticks.give(Ticks.replicas(Samples.NOW.plusSeconds(3), replica(ReplicaState.READY)));

        assertThat(shell.notices()).isEmpty();
        assertThat(shell.unreadProperty().get()).isFalse();
    }

    private static Replica replica(ReplicaState state) {
        return Samples.replica("r1", Samples.MODELS.getFirst(), "gpu-01", state, 0, 8, 1);
    }

    private MainViewModel shell(Role role) {
        return new MainViewModel(
                Samples.me(role),
                Profile.of("Production", URI.create("https://llm.acme.example")),
                ticks,
                new ReadOnlyObjectWrapper<Link>(new Link.Connecting()).getReadOnlyProperty());
    }
}
