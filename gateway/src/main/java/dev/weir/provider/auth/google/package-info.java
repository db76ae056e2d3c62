/// Where access tokens of Google come from: one file for each kind of credential that its libraries take.
///
/// Source: "Authentication at Google" (application default credentials, service accounts, workload identity federation,
/// metadata service), and AIP-4110 to AIP-4117.
@NullMarked
package dev.weir.provider.auth.google;

import org.jspecify.annotations.NullMarked;
