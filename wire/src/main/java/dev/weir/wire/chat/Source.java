package dev.weir.wire.chat;

/// Where an image or a document is.
public sealed interface Source {

    /// Here.
    ///
    /// @param data in base64
    record Bytes(String mediaType, String data) implements Source {}

    /// On the web, for the provider to fetch.
    record Url(String url) implements Source {}

    /// Kept at one provider, and known to nobody else.
    record Kept(String id) implements Source {}

    /// Here, as text.
    record Text(String text) implements Source {}
}
