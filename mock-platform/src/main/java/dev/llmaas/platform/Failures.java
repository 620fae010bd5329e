package dev.llmaas.platform;

import dev.llmaas.platform.StartException.Reason;
import dev.llmaas.platform.store.StoreException;
import dev.llmaas.platform.tls.TlsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/** Says what a failure of the start means for the operator. Stateless. */
final class Failures {
    private Failures() {}

    /** The failure as a sentence and an exit code. */
    static StartException explain(@Nullable Throwable failure) {
        return switch (failure) {
            case StartException known -> known;
            case StoreException store -> of(Reason.CANNOT_CREATE, store);
            case TlsException tls -> of(Reason.CONFIGURATION, tls);
            case UncheckedIOException file -> of(Reason.CANNOT_CREATE, file);
            // the rooms throw this one for a file or a value of the operator that they cannot use
            case IllegalArgumentException wrong -> of(Reason.CONFIGURATION, wrong);
            case IllegalStateException wrong -> of(Reason.CONFIGURATION, wrong);
            case null, default ->
                new StartException(
                        Reason.SOFTWARE,
                        "The platform cannot start because of a fault of its own; the log says more.",
                        failure == null ? new IllegalStateException("no cause") : failure);
        };
    }

    /** The exceptions of java.nio.file carry only the path: their class says what happened. */
    static String reason(IOException problem) {
        return switch (problem) {
            case AccessDeniedException _ -> "access is denied";
            case NoSuchFileException _ -> "it does not exist";
            case FileAlreadyExistsException _ -> "a file stands where a directory is needed";
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> String.valueOf(problem.getMessage());
        };
    }

    private static StartException of(Reason reason, RuntimeException cause) {
        return new StartException(reason, String.valueOf(cause.getMessage()), cause);
    }
}
