package dev.llmaas.console.terminal;

import dev.llmaas.console.i18n.Language;
import dev.llmaas.console.i18n.Messages;
import dev.llmaas.console.session.Profiles;
import dev.llmaas.console.session.ProfilesException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.ResourceBundle;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Puts the commands together and runs one. */
public final class TerminalMain {
    private static final String VERSION = "llmaas 0.1.0";

    private TerminalMain() {}

    /** Runs the command of {@code arguments}; returns its exit code. Blocks until it ends. */
    public static int run(Surroundings surroundings, String... arguments) {
        return commands(surroundings).execute(arguments);
    }

    /** All commands, ready to run. Whoever has further ones adds them before. */
    public static CommandLine commands(Surroundings surroundings) {
        Messages messages = Messages.of(language(surroundings));
        Root root = new Root();
        Workplace workplace = new Workplace(surroundings, root, messages);
        CommandLine keys = command(new KeysCommand(), messages)
                .addSubcommand(command(new KeysCreateCommand(workplace), messages))
                .addSubcommand(command(new KeysListCommand(workplace), messages))
                .addSubcommand(command(new KeysRevokeCommand(workplace), messages));
        CommandLine projects = command(new ProjectsCommand(), messages)
                .addSubcommand(command(new ProjectsListCommand(workplace), messages))
                .addSubcommand(command(new ProjectsShowCommand(workplace), messages))
                .addSubcommand(command(new ProjectsSetCommand(workplace), messages));
        CommandLine pool = command(new PoolCommand(workplace), messages)
                .addSubcommand(command(new PoolActCommand.Load(workplace), messages))
                .addSubcommand(command(new PoolActCommand.Unload(workplace), messages))
                .addSubcommand(command(new PoolActCommand.Restart(workplace), messages));
        CommandLine models = command(new ModelsCommand(workplace), messages)
                .addSubcommand(command(new ModelsListCommand(workplace), messages))
                .addSubcommand(command(new ModelsPullCommand(workplace), messages))
                .addSubcommand(command(new ModelsShowCommand(workplace), messages))
                .addSubcommand(command(new ModelsRemoveCommand(workplace), messages))
                .addSubcommand(command(new ModelsQuantizeCommand(workplace), messages));
        CommandLine all = command(root, messages)
                .addSubcommand(command(new LoginCommand(workplace), messages))
                .addSubcommand(command(new LogoutCommand(workplace), messages))
                .addSubcommand(command(new WhoamiCommand(workplace), messages))
                .addSubcommand(keys)
                .addSubcommand(models)
                .addSubcommand(pool)
                .addSubcommand(projects)
                .addSubcommand(command(new UsageCommand(workplace), messages))
                .addSubcommand(command(new ChatCommand(workplace), messages))
                .addSubcommand(command(new WatchCommand(workplace), messages))
                .addSubcommand(command(new DoctorCommand(workplace), messages))
                .addSubcommand(command(new CompletionCommand(workplace), messages));
        describe(all, messages);
        Screen screen = surroundings.screen();
        return all.setOut(screen.out())
                .setErr(screen.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(screen.colours() ? Ansi.ON : Ansi.OFF))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new Complaints(workplace));
    }

    /** The user's language, or the machine's where the user chose none or the file cannot be read. */
    private static Language language(Surroundings surroundings) {
        try {
            String chosen = new Profiles(surroundings.directories().config())
                    .read()
                    .preferences()
                    .language();
            return chosen == null ? surroundings.language() : Language.of(chosen);
        } catch (ProfilesException complainedAboutLater) {
            return surroundings.language();
        }
    }

    private static CommandLine command(Object command, Messages messages) {
        return new CommandLine(command).setResourceBundle(new OptionTexts(messages));
    }

    /** Every command gets {@code --help}, its sentence, its examples, and the exit codes that scripts rely on. */
    private static void describe(CommandLine command, Messages messages) {
        command.getCommandSpec().mixinStandardHelpOptions(true).version(VERSION);
        command.getCommandSpec()
                .exitCodeOnInvalidInput(ExitCodes.USAGE)
                .exitCodeOnExecutionException(ExitCodes.SOFTWARE);
        String name = command.getCommandSpec().qualifiedName(".");
        UsageMessageSpec usage = command.getCommandSpec().usageMessage();
        String key = name.equals(Root.NAME) ? Root.NAME : name.substring(Root.NAME.length() + 1);
        usage.description(messages.text("terminal.about." + key))
                .sortOptions(false)
                .synopsisHeading(messages.text("terminal.help.usage"))
                .optionListHeading(System.lineSeparator())
                .commandListHeading(
                        System.lineSeparator() + messages.text("terminal.help.commands") + System.lineSeparator());
        if (usage.footer().length > 0) {
            usage.footerHeading(
                    System.lineSeparator() + messages.text("terminal.help.examples") + System.lineSeparator());
        }
        if (name.equals(Root.NAME)) {
            usage.footer(messages.text("terminal.help.exit_codes").split("\\R"));
            usage.footerHeading(System.lineSeparator());
        }
        command.getSubcommands().values().stream().distinct().forEach(child -> describe(child, messages));
    }

    /** Lets picocli find the texts of options in the console's bundles. */
    private static final class OptionTexts extends ResourceBundle {
        private static final String HELP = "mixinStandardHelpOptions.help";
        private static final String VERSION_OPTION = "mixinStandardHelpOptions.version";

        private final Messages messages;

        private OptionTexts(Messages messages) {
            this.messages = messages;
        }

        @Override
        protected @Nullable Object handleGetObject(String key) {
            return switch (key) {
                case HELP -> messages.text("terminal.help.help");
                case VERSION_OPTION -> messages.text("terminal.help.version");
                default -> messages.has(key) ? messages.text(key) : null;
            };
        }

        @Override
        public Enumeration<String> getKeys() {
            return Collections.enumeration(handleKeySet());
        }

        @Override
        protected Set<String> handleKeySet() {
            Set<String> keys = new HashSet<>(messages.keys());
            keys.add(HELP);
            keys.add(VERSION_OPTION);
            return keys;
        }
    }
}
