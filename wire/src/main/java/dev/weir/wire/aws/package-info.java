/// Signatures of AWS, version 4: made for requests to its services, and checked where a service is played.
///
/// Source: "AWS Signature Version 4 for API requests" in the IAM User Guide.
@NullMarked
package dev.weir.wire.aws;

import org.jspecify.annotations.NullMarked;
