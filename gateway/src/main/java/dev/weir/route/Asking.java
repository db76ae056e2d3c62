package dev.weir.route;

import dev.weir.call.Asked;
import dev.weir.wire.http.Headers;
import dev.weir.wire.json.RequestShape;

/// What is known of a request when it is planned.
///
/// @param team of whoever asks
/// @param path of the request, as it was sent
public record Asking(Asked asked, String team, String path, Headers headers, RequestShape request) {}
