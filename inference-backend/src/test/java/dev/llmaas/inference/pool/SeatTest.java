package dev.llmaas.inference.pool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmaas.api.admin.Replica;
import dev.llmaas.api.admin.ReplicaState;
import dev.llmaas.inference.EngineLoad;
import dev.llmaas.inference.runner.TestLaunch;
import org.junit.jupiter.api.Test;

class SeatTest {
    private static final EngineLoad.Device DEVICE =
            new EngineLoad.Device("NVIDIA H100", "gpu", 60L << 30, 80L << 30, 1L << 30);

    @Test
    void ofTheMemoryOfAMachineARunnerHasWhatItsProcessTakes() {
        Seat seat = new Seat(new ReplicaSpec("one", TestLaunch.scripted("tokens=5", 2)), "scripted", "here");
        EngineLoad.Device machine = new EngineLoad.Device("Xeon", "cpu", 20L << 30, 24L << 30, 0);
        seat.starting(7L, 0, 1);

        seat.measured(7, EngineLoad.idle(2).withDevice(machine).withContext(4_096), 1L << 20);

        assertThat(seat.snapshot().load().deviceMemoryBytes()).isEqualTo(1L << 20);
        assertThat(seat.snapshot().load().deviceMemoryMaxBytes()).isEqualTo(24L << 30);
        assertThat(seat.snapshot().contextTokens()).isEqualTo(4_096);
    }

    @Test
    void theDeviceOfAnEngineIsShownAndStaysKnownWhenItsProcessIsGone() {
        Seat seat = new Seat(new ReplicaSpec("one", TestLaunch.scripted("tokens=5", 2)), "scripted", "here");
        seat.starting(7L, 0, 1);
        assertThat(seat.snapshot().device()).isNull();

        seat.measured(7, EngineLoad.idle(2).withDevice(DEVICE), 1L << 20);

        Replica running = seat.snapshot();
        assertThat(running.device()).isEqualTo("NVIDIA H100");
        assertThat(running.load().deviceMemoryBytes()).isEqualTo(60L << 30);
        assertThat(running.load().deviceMemoryMaxBytes()).isEqualTo(80L << 30);
        seat.gone(ReplicaState.FAILED, "It failed.");
        assertThat(seat.snapshot().device()).isEqualTo("NVIDIA H100");
        assertThat(seat.snapshot().load().deviceMemoryBytes()).isZero();
        assertThat(seat.snapshot().load().deviceMemoryMaxBytes()).isEqualTo(80L << 30);
    }
}
