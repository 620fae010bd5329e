package dev.llmaas.platform.gateway;

import dev.llmaas.platform.gateway.ChatCompletionsCall.Place;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * An image that a request names by its address.
 *
 * @param path of the field, in the words of whoever sent it
 * @param address as it was written; never logged
 * @param place of the text in the body for the engine, with its quotes
 */
record RemoteImage(String path, String address, Place place) {
    /** The body with other addresses in the places of these; of ASCII that JSON does not escape. */
    static byte[] replaced(byte[] body, List<RemoteImage> images, Map<String, String> byAddress) {
        int length = body.length;
        for (RemoteImage image : images) {
            length += image.replacement(byAddress).length() + 2 - (image.place.to() - image.place.from());
        }
        byte[] all = new byte[length];
        int from = 0;
        int at = 0;
        for (RemoteImage image : images) {
            int same = image.place.from() - from;
            System.arraycopy(body, from, all, at, same);
            byte[] uri = ('"' + image.replacement(byAddress) + '"').getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(uri, 0, all, at + same, uri.length);
            at += same + uri.length;
            from = image.place.to();
        }
        System.arraycopy(body, from, all, at, body.length - from);
        return all;
    }

    private String replacement(Map<String, String> byAddress) {
        String found = byAddress.get(address);
        if (found == null) {
            throw new IllegalStateException(path + " was not fetched");
        }
        return found;
    }

    /** The same field, told by another path. */
    RemoteImage at(String otherPath) {
        return new RemoteImage(otherPath, address, place);
    }

    @Override
    public String toString() {
        return "RemoteImage[" + path + "]";
    }
}
