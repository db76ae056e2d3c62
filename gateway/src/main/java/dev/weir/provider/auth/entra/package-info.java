/// Where access tokens of Microsoft Entra come from: one file for each place that Azure's libraries look at.
///
/// Source: "OAuth 2.0 client credentials flow" and "managed identities" in Microsoft's documentation of Entra.
@NullMarked
package dev.weir.provider.auth.entra;

import org.jspecify.annotations.NullMarked;
