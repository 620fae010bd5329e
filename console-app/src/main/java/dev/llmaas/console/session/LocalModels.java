package dev.llmaas.console.session;

import dev.llmaas.api.WireJson;
import dev.llmaas.api.models.StoreEvent;
import dev.llmaas.api.models.StoreEvent.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The store of model files on this machine, a program of the suite that runs as a child process and says in lines of JSON
 * what it does. It ends with the console.
 *
 * @param java the program {@code java} that runs the console too
 * @param jvmArguments how its virtual machine is set
 * @param classPath where its classes are; empty where the console came alone
 */
public record LocalModels(Path java, List<String> jvmArguments, String classPath) {
    private static final String MAIN_CLASS = "dev.llmaas.inference.store.ModelsMain";
    private static final int SIGNALS_FROM = 128;

    /** Copies its list. */
    public LocalModels {
        jvmArguments = List.copyOf(jvmArguments);
    }

    /**
     * Runs one command of the store. Blocks until it ends.
     *
     * @param words command, names and options
     * @param progress hears every event but the last
     * @return the last event, which is no failure
     * @throws LocalModelsException if it came to nothing
     * @throws InterruptedException if the caller gave up; then the child is ended
     */
    public StoreEvent run(List<String> words, Consumer<StoreEvent> progress) throws InterruptedException {
        if (classPath.isBlank()) {
            throw new LocalModelsException(
                    Reason.FAILED,
                    "This console came without the store of models. Use the launcher of the suite, llmaas models.");
        }
        List<String> command = new ArrayList<>();
        command.add(java.toString());
        command.addAll(jvmArguments);
        command.addAll(List.of("-cp", classPath, MAIN_CLASS));
        command.addAll(words);
        StoreEvent last = converse(command, progress);
        if (last instanceof StoreEvent.Failed(Reason reason, String sentence)) {
            throw new LocalModelsException(reason, sentence);
        }
        return last;
    }

    private static StoreEvent converse(List<String> command, Consumer<StoreEvent> progress)
            throws InterruptedException {
        Process child;
        try {
            child = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        } catch (IOException noProcess) {
            throw new LocalModelsException(
                    Reason.FAILED, "The store of models could not be started: %s.".formatted(noProcess.getMessage()));
        }
        try {
            StoreEvent last = listen(child, progress);
            int status = child.waitFor();
            if (last == null || (status != 0 && !(last instanceof StoreEvent.Failed))) {
                throw new LocalModelsException(
                        Reason.FAILED,
                        status > SIGNALS_FROM
                                ? "The store was ended by signal %d.".formatted(status - SIGNALS_FROM)
                                : "The store ended with status %d and said nothing.".formatted(status));
            }
            return last;
        } finally {
            child.destroyForcibly();
        }
    }

    private static @Nullable StoreEvent listen(Process child, Consumer<StoreEvent> progress) {
        StoreEvent last = null;
        try (BufferedReader out = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (last != null) {
                    progress.accept(last);
                }
                last = WireJson.mapper().readValue(line, StoreEvent.class);
            }
            return last;
        } catch (IOException broken) {
            return last;
        } catch (JacksonException foreign) {
            throw new LocalModelsException(
                    Reason.FAILED, "The store of models is of another version than the console.");
        }
    }
}
