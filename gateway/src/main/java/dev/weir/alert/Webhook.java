package dev.weir.alert;

import java.io.IOException;

/// Where alerts are sent.
@FunctionalInterface
public interface Webhook {

    /// Sends one. May wait. The same may be sent again, under the same id, where it is not certain that it arrived.
    ///
    /// @throws IOException if nobody has said that it arrived
    void send(String id, String json) throws IOException;
}
