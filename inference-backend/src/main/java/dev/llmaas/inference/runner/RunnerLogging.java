package dev.llmaas.inference.runner;

import java.io.PrintStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * What a runner logs with, named by {@code -Dslf4j.provider}: warnings and errors, one line each, on standard error, where
 * whoever started the runner reads them and adds the time. It has no configuration to look for, so a runner starts fast. Of a throwable it
 * shows the type and where it came from, not the message, which may quote what a caller sent. Thread-safe.
 */
public final class RunnerLogging implements SLF4JServiceProvider {
    private static final String API_VERSION = "2.0.99";
    private static final int FRAMES_MAX = 6;

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter mdc = new NOPMDCAdapter();

    /** For the logging facade. */
    public RunnerLogging() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return StderrLogger::new;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return API_VERSION;
    }

    @Override
    public void initialize() {}

    /** Writes to standard error. */
    private static final class StderrLogger extends AbstractLogger implements Logger {
        private final transient PrintStream out;

        StderrLogger(String name) {
            this.name = name;
            this.out = RunnerMain.log();
        }

        @Override
        protected @Nullable String getFullyQualifiedCallerName() {
            return null;
        }

        @Override
        protected void handleNormalizedLoggingCall(
                Level level,
                @Nullable Marker marker,
                @Nullable String message,
                Object @Nullable [] arguments,
                @Nullable Throwable thrown) {
            StringBuilder line = new StringBuilder()
                    .append(level)
                    .append(' ')
                    .append(getName())
                    .append(' ')
                    .append(MessageFormatter.basicArrayFormat(message, arguments));
            if (thrown != null) {
                line.append(" | ").append(thrown.getClass().getName());
                StackTraceElement[] frames = thrown.getStackTrace();
                for (int i = 0; i < Math.min(frames.length, FRAMES_MAX); i++) {
                    line.append(" < ").append(frames[i]);
                }
            }
            out.println(line);
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isTraceEnabled(Marker marker) {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled(Marker marker) {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled(Marker marker) {
            return false;
        }

        @Override
        public boolean isWarnEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled(Marker marker) {
            return true;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }

        @Override
        public boolean isErrorEnabled(Marker marker) {
            return true;
        }
    }
}
