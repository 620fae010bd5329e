package dev.llmaas.platform.oidc;

import java.util.LinkedHashMap;
import java.util.Map;

/** What every page tells the browser. Stateless. */
final class PageHeaders {
    private PageHeaders() {}

    /**
     * Headers of a page.
     *
     * @param formTarget where a form of this page may lead besides this server, a source of a content security policy,
     *     or empty. Browsers apply the rule for forms to the redirect that answers them too
     */
    static Map<String, String> of(Language language, String formTarget) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("content-type", "text/html; charset=utf-8");
        headers.put("content-language", language.tag());
        headers.put(
                "content-security-policy",
                "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
                        + (formTarget.isEmpty() ? "" : " " + formTarget));
        headers.put("x-frame-options", "DENY");
        headers.put("cross-origin-opener-policy", "same-origin");
        headers.put("cross-origin-resource-policy", "same-origin");
        // not no-referrer: browsers would hide the origin of our own forms, and the check against forged ones needs it
        headers.put("referrer-policy", "same-origin");
        return headers;
    }
}
