/**
 * How the desktop looks: fonts, colours, shapes. AtlantaFX Primer is the base. Colours are tokens in two short files, rules
 * are in {@code console.css} and name no colour; so a third theme is one file.
 */
@NullMarked
package dev.llmaas.console.desktop.theme;

import org.jspecify.annotations.NullMarked;
