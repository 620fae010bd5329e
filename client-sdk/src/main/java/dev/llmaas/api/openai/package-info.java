/** The inference API in the shapes of OpenAI. */
@NullMarked
package dev.llmaas.api.openai;

import org.jspecify.annotations.NullMarked;
