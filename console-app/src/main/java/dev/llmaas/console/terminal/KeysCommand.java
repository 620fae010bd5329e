package dev.llmaas.console.terminal;

import picocli.CommandLine.Command;

/** API keys; its subcommands do the work. */
@Command(
        name = "keys",
        footer = {
            "  llmaas keys list",
            "  llmaas keys create chatbot --model guide-chat",
            "  llmaas keys revoke chatbot"
        })
final class KeysCommand {}
