/// What models think, on its way through callers who speak another format: wrapped so that it comes back only to the
/// provider, the model and the conversation that it came from, and kept for callers who have no place for it.
///
/// Knows chats and their formats, no sockets.
@NullMarked
package dev.weir.reasoning;

import org.jspecify.annotations.NullMarked;
