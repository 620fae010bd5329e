package dev.llmaas.console.terminal;

/** How results are printed. */
enum OutputForm {
    /** For people: aligned columns, numbers as the language writes them. */
    TABLE,
    /** For programs: the records of the contract, with their names on the wire. */
    JSON,
    /** For spreadsheets: RFC 4180, plain numbers. */
    CSV
}
