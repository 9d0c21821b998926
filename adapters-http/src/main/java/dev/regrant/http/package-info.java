/**
 * Microsoft Graph's entitlement management on the wire, v1.0 and beta. {@link
 * dev.regrant.http.GraphServer} is the door. What the two versions call things is written down
 * once, as data, in {@code EntityType}s; reading, filtering and rendering follow from it.
 */
@NullMarked
package dev.regrant.http;

import org.jspecify.annotations.NullMarked;
