package dev.llmaas.platform.oidc;

import java.util.Optional;

/**
 * What the provider looks at in a request.
 *
 * @param parameters of the query for GET, of the form for POST
 * @param authorization the header, as it came
 * @param acceptLanguage the header, as it came
 * @param origin where the page that sent a form comes from, as browsers say; scripts say nothing
 * @param fetchSite how that place relates to this one ({@code sec-fetch-site}), as browsers say
 */
record ProviderRequest(
        Parameters parameters,
        Optional<String> authorization,
        Optional<String> acceptLanguage,
        Optional<String> origin,
        Optional<String> fetchSite) {

    /**
     * Whether a browser sent it from a page of another place (cross-site request forgery). Browsers cannot be made to
     * lie about it; whoever says nothing is no browser and carries nobody's authority.
     */
    boolean isForeign(String ownOrigin) {
        if (fetchSite.isPresent()) {
            return !fetchSite.get().equals("same-origin");
        }
        return origin.isPresent() && !origin.get().equals(ownOrigin);
    }

    /** The token of {@code Authorization: Bearer}. */
    Optional<String> bearer() {
        return authorization
                .filter(value -> value.regionMatches(true, 0, "Bearer ", 0, 7))
                .map(value -> value.substring(7).strip())
                .filter(token -> !token.isEmpty());
    }

    /** Says nothing of the content. */
    @Override
    public String toString() {
        return "ProviderRequest[%s]".formatted(parameters);
    }
}
