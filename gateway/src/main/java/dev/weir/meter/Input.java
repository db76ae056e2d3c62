package dev.weir.meter;

import dev.weir.wire.json.RequestShape;
import java.util.List;

/// What a request holds, counted in one pass over its bytes: of text a token for two bytes of ASCII and one for each
/// other byte; of media what their own rules say.
///
/// @param text tokens at most, with what providers put around a request
/// @param images how many pictures, as data or by reference
/// @param media tokens at most of what has data and is no picture: a token for 16 bytes of sound, one for each byte of
/// anything else, such as a PDF
/// @param open whether there is something of which the request does not tell how much it is: a file that the provider
/// keeps or fetches, or a conversation that it remembers; then only the model's context is a bound
/// @param keptLong whether it may ask that something stays in the provider's cache for longer than by itself
/// @param extras what the provider may do beside answering
public record Input(long text, long images, long media, boolean open, boolean keptLong, Extras extras) {

    /// What providers say to a model beside a request.
    private static final long AROUND = 64;

    /// What they say to it of tools.
    private static final long ABOUT_TOOLS = 1_024;

    private static final List<String> REMEMBERED = List.of("previous_response_id", "conversation", "cachedContent");

    /// With nothing but an answer wanted.
    Input(long text, long images, long media, boolean open, boolean keptLong) {
        this(text, images, media, open, keptLong, Extras.NONE);
    }

    /// Whether some of it may be sound: what is no text and no picture may be, or have some in it.
    boolean mayBeAudio() {
        return media > 0 || open;
    }

    public static Input of(RequestShape request) {
        var scan = new InputScan(request.body());
        scan.run();
        boolean tools = request.has("tools") || request.has("toolConfig");
        return new Input(
                Math.ceilDiv(scan.halves(), 2) + AROUND + (tools ? ABOUT_TOOLS : 0),
                scan.images(),
                scan.media(),
                scan.open() || isRemembered(request),
                scan.keptLong(),
                scan.extras() || request.has("fallbacks") ? Extras.of(request) : Extras.NONE);
    }

    private static boolean isRemembered(RequestShape request) {
        for (String name : REMEMBERED) {
            if (request.has(name)) {
                return true;
            }
        }
        return false;
    }
}
