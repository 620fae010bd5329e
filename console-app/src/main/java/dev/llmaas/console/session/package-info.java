/**
 * One session with one platform, shared by desktop and terminal: which platform, who is signed in, and the clients that
 * speak for that person. No screen and no terminal is known here.
 */
@NullMarked
package dev.llmaas.console.session;

import org.jspecify.annotations.NullMarked;
