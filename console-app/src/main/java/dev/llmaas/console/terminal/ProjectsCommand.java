package dev.llmaas.console.terminal;

import picocli.CommandLine.Command;

/** Projects; its subcommands do the work. */
@Command(
        name = "projects",
        footer = {
            "  llmaas projects list",
            "  llmaas projects show Assistant",
            "  llmaas projects set Assistant --strict on --guardrail injection=observe"
        })
final class ProjectsCommand {}
