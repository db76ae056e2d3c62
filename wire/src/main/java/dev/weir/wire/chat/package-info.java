/// The one vocabulary in which the gateway thinks about a chat: what was asked ([dev.weir.wire.chat.ChatRequest]), what
/// is being answered ([dev.weir.wire.chat.ChatEvent]), and what could not be said ([dev.weir.wire.chat.Loss]).
///
/// Every format translates to and from these types, so N formats need N translations and not N times N. Nothing here
/// knows a vendor, a socket or a thread.
@NullMarked
package dev.weir.wire.chat;

import org.jspecify.annotations.NullMarked;
