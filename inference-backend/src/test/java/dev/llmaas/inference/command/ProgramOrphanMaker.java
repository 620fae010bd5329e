package dev.llmaas.inference.command;

import dev.llmaas.inference.runner.RunnerProcess;
import dev.llmaas.inference.runner.TestLaunch;
import java.time.Duration;

/** Starts a program, says on which port it answers, and waits to be killed. */
public final class ProgramOrphanMaker {
    private ProgramOrphanMaker() {}

    /** No arguments. */
    public static void main(String[] arguments) throws Exception {
        RunnerProcess program = RunnerProcess.start(
                new RunnerProcess.Launch(TestLaunch.JAVA, TestLaunch.CLASS_PATH),
                PoolCommandTest.spec("well"),
                "token");
        System.out.println(program.awaitReady(Duration.ofSeconds(60)));
        program.awaitExit(Duration.ofSeconds(60));
    }
}
