package dev.weir.call;

import dev.weir.wire.format.WireFormat;
import dev.weir.wire.http.Headers;
import dev.weir.wire.http.RequestTarget;
import dev.weir.wire.json.RequestShape;

/// One request of one caller, from the moment it is understood. Immutable; a filter that changes it passes on another.
///
/// @param tab what it may cost and did cost; the one thing of it that changes
/// @param words in which the caller understands a refusal
/// @param headers the caller's, credentials included; what reaches a provider is decided by an allow-list
public record Call(
        String id,
        Principal principal,
        Asked asked,
        WireFormat words,
        RequestTarget target,
        Headers headers,
        RequestShape request,
        Plan plan,
        Tab tab) {

    public Operation operation() {
        return asked.operation();
    }

    public boolean streams() {
        return asked.streams();
    }

    public WireFormat format() {
        return operation().format();
    }

    public Call with(RequestShape changed) {
        return new Call(id, principal, asked, words, target, headers, changed, plan, tab);
    }

    public Call with(Plan other) {
        return new Call(id, principal, asked, words, target, headers, request, other, tab);
    }
}
