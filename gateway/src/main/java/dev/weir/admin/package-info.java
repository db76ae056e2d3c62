/// What the control plane and the token endpoint answer, as functions from request to response.
@NullMarked
package dev.weir.admin;

import org.jspecify.annotations.NullMarked;
