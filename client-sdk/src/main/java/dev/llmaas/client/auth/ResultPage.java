package dev.llmaas.client.auth;

import dev.llmaas.client.auth.SignInException.Reason;
import java.util.Locale;
import java.util.ResourceBundle;

/** The page on which the browser ends, in the person's language. Loads nothing and runs nothing. */
final class ResultPage {
    /** Nothing but the style of the page itself. */
    static final String SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

    private final ResourceBundle texts;
    private final String language;

    ResultPage(Locale language) {
        this.texts = ResourceBundle.getBundle(
                "dev.llmaas.client.auth.pages",
                language,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
        this.language = texts.getLocale().getLanguage().isEmpty()
                ? "en"
                : texts.getLocale().getLanguage();
    }

    String success() {
        return page("#1a7f4b", "&#10003;", "success");
    }

    String failure(Reason reason) {
        return page("#b3261e", "!", "failure." + reason.name().toLowerCase(Locale.ROOT));
    }

    /** For whoever did not come from the provider. */
    String stranger() {
        return page("#6b7280", "?", "stranger");
    }

    private String page(String colour, String mark, String key) {
        String title = escaped(texts.getString(key.startsWith("failure.") ? "failure.title" : key + ".title"));
        String text = escaped(texts.getString(key.startsWith("failure.") ? key : key + ".text"));
        return """
            <!doctype html>
            <html lang="%s">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>%s</title>
            <style>
            :root { color-scheme: light dark; }
            body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.5 system-ui, sans-serif;
              background: light-dark(#f4f5f7, #14171c); color: light-dark(#1c2129, #e6e9ee); }
            main { max-width: 28rem; margin: 1rem; padding: 2.5rem; border-radius: 12px; text-align: center;
              background: light-dark(#fff, #1d2128); box-shadow: 0 1px 3px rgb(0 0 0 / .15); }
            .mark { display: inline-grid; place-items: center; width: 3rem; height: 3rem; border-radius: 50%%;
              font-size: 1.5rem; color: #fff; background: %s; }
            h1 { margin: 1rem 0 .5rem; font-size: 1.25rem; }
            p { margin: 0; }
            </style>
            </head>
            <body><main><div class="mark" aria-hidden="true">%s</div><h1>%s</h1><p>%s</p></main></body>
            </html>
            """.formatted(language, title, colour, mark, title, text);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
