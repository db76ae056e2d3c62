package dev.weir.simulator.format;

/// Why a request is refused, as the provider says it.
///
/// @param type the error's type in the format's own words
/// @param code a finer word, where the format has one; else empty
/// @param param the member that is wrong, where the format says it; else empty
public record Refusal(int status, String type, String message, String code, String param) {

    static Refusal invalid(String message) {
        return new Refusal(400, "invalid_request_error", message, "", "");
    }

    static Refusal invalid(String message, String code, String param) {
        return new Refusal(400, "invalid_request_error", message, code, param);
    }
}
