/// Where access keys of AWS come from: one file for each place that its SDKs look at.
///
/// Source: "Credential provider chain" of the AWS SDK for Java 2.x, "IMDSv2" in the EC2 User Guide, "Container
/// credential provider" and "Assume role credential provider" in the AWS SDKs and Tools Reference Guide.
@NullMarked
package dev.weir.provider.auth.aws;

import org.jspecify.annotations.NullMarked;
