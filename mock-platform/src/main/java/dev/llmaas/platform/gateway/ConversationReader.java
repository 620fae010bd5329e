package dev.llmaas.platform.gateway;

import dev.llmaas.platform.Limits;
import dev.llmaas.platform.PlatformException;
import dev.llmaas.platform.RequestLimits;
import dev.llmaas.platform.gateway.ChatCompletionsCall.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/**
 * Reads {@code messages}: roles, contents and their parts, calls of tools and their results. Fields that it does not know
 * are tolerated. It is its own path: where it stands is only put into words for a refusal. Belongs to one thread.
 */
final class ConversationReader implements Supplier<String> {
    private static final Set<String> ROLES = Set.of("system", "developer", "user", "assistant", "tool", "function");
    private static final Set<String> PARTS = Set.of("text", "refusal", "image_url", "image", "input_audio");
    private static final Set<String> DETAILS = Set.of("auto", "low", "high");
    private static final String ROLE_RULE = "must be system, developer, user, assistant or tool";

    private final BodyWalk walk;
    private final Fields fields;
    private int message;
    private int part = -1;
    private String leaf = "";
    private int images;
    private int sounds;

    ConversationReader(BodyWalk walk, Fields fields) {
        this.walk = walk;
        this.fields = fields;
    }

    /** The path of where it stands. */
    @Override
    public String get() {
        return "messages[" + message + "]" + (part < 0 ? "" : ".content[" + part + "]") + leaf;
    }

    private PlatformException refused(String where, String rule) {
        leaf = where;
        return BodyWalk.refused(get(), rule);
    }

    /** Reads the list; the walk stands at its beginning. */
    void read(JsonToken value) {
        if (value != JsonToken.START_ARRAY) {
            throw BodyWalk.refused("messages", "must be a list of at least one message");
        }
        fields.messagesFrom = walk.from();
        message = 0;
        for (JsonToken item = walk.next(); item != JsonToken.END_ARRAY; item = walk.next()) {
            if (item != JsonToken.START_OBJECT) {
                throw refused("", "must be an object");
            }
            message();
            message++;
            if (message > Limits.MESSAGES_MAX) {
                throw BodyWalk.refused("messages", "may have %d messages at most".formatted(Limits.MESSAGES_MAX));
            }
        }
        if (message == 0) {
            throw BodyWalk.refused("messages", "must be a list of at least one message");
        }
    }

    private void message() {
        String role = null;
        boolean hasContent = false;
        boolean hasCalls = false;
        boolean answersCall = false;
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken value = walk.next();
            leaf = "";
            switch (name) {
                case "role" -> role = role(value);
                case "content" -> hasContent = content(value);
                case "tool_calls" -> hasCalls = calls(value);
                case "tool_call_id" -> {
                    leaf = ".tool_call_id";
                    walk.text(this, value);
                    answersCall = true;
                }
                case "name" -> {
                    leaf = ".name";
                    if (value != JsonToken.VALUE_NULL) {
                        walk.text(this, value);
                    }
                }
                default -> walk.skip(this, value);
            }
        }
        leaf = "";
        check(role, hasContent, hasCalls, answersCall);
    }

    private void check(@Nullable String role, boolean hasContent, boolean hasCalls, boolean answersCall) {
        if (role == null) {
            throw refused(".role", ROLE_RULE);
        }
        if (role.equals("tool") && !answersCall) {
            throw refused(".tool_call_id", "must name the call that this message answers");
        }
        if (hasCalls && !role.equals("assistant")) {
            throw refused(".tool_calls", "may stand in messages of the role assistant only");
        }
        if (!hasContent && !role.equals("assistant") && !role.equals("function")) {
            throw refused(".content", "must be there; only a message of the role assistant may leave it out");
        }
    }

    private String role(JsonToken value) {
        String role = value == JsonToken.VALUE_STRING ? walk.string() : "";
        if (!ROLES.contains(role)) {
            throw refused(".role", ROLE_RULE);
        }
        return role;
    }

    private boolean content(JsonToken value) {
        leaf = ".content";
        switch (value) {
            case VALUE_NULL -> {
                return false;
            }
            case VALUE_STRING -> walk.skip(this, value);
            case START_ARRAY -> parts();
            default -> throw refused(".content", "must be text, a list of parts, or null");
        }
        return true;
    }

    private void parts() {
        part = 0;
        for (JsonToken item = walk.next(); item != JsonToken.END_ARRAY; item = walk.next()) {
            leaf = "";
            if (item != JsonToken.START_OBJECT) {
                throw refused("", "must be an object");
            }
            part();
            part++;
        }
        if (part == 0) {
            part = -1;
            throw refused(".content", "must have at least one part");
        }
        part = -1;
        leaf = "";
    }

    private void part() {
        String type = null;
        String filled = "";
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken value = walk.next();
            leaf = "";
            switch (name) {
                case "type" -> {
                    leaf = ".type";
                    type = value == JsonToken.VALUE_STRING ? walk.string() : "";
                }
                case "text", "refusal" -> {
                    leaf = "." + name;
                    walk.text(this, value);
                    filled = name;
                }
                case "image_url" -> {
                    imageUrl(value);
                    filled = name;
                }
                case "image" -> {
                    leaf = ".image";
                    image(value);
                    filled = name;
                }
                case "input_audio" -> {
                    audio(value);
                    filled = name;
                }
                default -> walk.skip(this, value);
            }
        }
        leaf = "";
        checkPart(type, filled);
    }

    private void checkPart(@Nullable String type, String filled) {
        if (type == null || !PARTS.contains(type)) {
            throw refused(".type", "must be text, image_url, image, input_audio or refusal");
        }
        if (!filled.equals(type)) {
            throw refused("." + type, "must be there, because the part is of this type");
        }
    }

    private void imageUrl(JsonToken value) {
        leaf = ".image_url";
        if (value != JsonToken.START_OBJECT) {
            throw refused(".image_url", "must be an object with the field url");
        }
        boolean hasUrl = false;
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken field = walk.next();
            leaf = ".image_url." + name;
            if (name.equals("url")) {
                image(field);
                hasUrl = true;
            } else if (name.equals("detail") && field != JsonToken.VALUE_NULL) {
                String detail = field == JsonToken.VALUE_STRING ? walk.string() : "";
                if (!DETAILS.contains(detail)) {
                    throw refused(leaf, "must be auto, low or high");
                }
            } else {
                walk.skip(this, field);
            }
        }
        if (!hasUrl) {
            throw refused(".image_url.url", "must be a data URI");
        }
    }

    private void image(JsonToken value) {
        if (value != JsonToken.VALUE_STRING) {
            throw refused(leaf, "must be a data URI");
        }
        images++;
        if (images > RequestLimits.IMAGES_MAX) {
            throw refused(leaf, "is one image too many: a request may have %d".formatted(RequestLimits.IMAGES_MAX));
        }
        String uri = walk.string();
        if (MediaRules.isRemote(uri)) {
            List<RemoteImage> remote = new ArrayList<>(fields.remoteImages);
            remote.add(new RemoteImage(get(), uri, walk.textPlace()));
            fields.remoteImages = remote;
        } else {
            MediaRules.checkImage(this, uri);
        }
        need("vision");
    }

    private void audio(JsonToken value) {
        leaf = ".input_audio";
        if (value != JsonToken.START_OBJECT) {
            throw refused(".input_audio", "must be an object with the fields data and format");
        }
        boolean hasSound = false;
        boolean hasFormat = false;
        while (walk.next() != JsonToken.END_OBJECT) {
            String name = walk.name();
            JsonToken field = walk.next();
            leaf = ".input_audio." + name;
            if (name.equals("data")) {
                MediaRules.checkSound(this, field == JsonToken.VALUE_STRING ? walk.string() : "");
                hasSound = true;
            } else if (name.equals("format")) {
                MediaRules.checkSoundFormat(this, field == JsonToken.VALUE_STRING ? walk.string() : "");
                hasFormat = true;
            } else {
                walk.skip(this, field);
            }
        }
        if (!hasSound || !hasFormat) {
            throw refused(".input_audio", "must be an object with the fields data and format");
        }
        sounds++;
        if (sounds > RequestLimits.SOUNDS_MAX) {
            throw refused(
                    ".input_audio", "is one sound too many: a request may have %d".formatted(RequestLimits.SOUNDS_MAX));
        }
        leaf = ".input_audio";
        need("audio");
    }

    private void need(String capability) {
        if (!fields.needs.contains(capability)) {
            List<String> needs = new ArrayList<>(fields.needs);
            needs.add(capability);
            fields.needs = needs;
            fields.needyField = fields.needyField == null ? get() : fields.needyField;
        }
    }

    private boolean calls(JsonToken value) {
        leaf = ".tool_calls";
        if (value == JsonToken.VALUE_NULL) {
            return false;
        }
        int count = new CallsReader(walk, get()).read(value);
        leaf = ".tool_calls";
        return count > 0;
    }
}
