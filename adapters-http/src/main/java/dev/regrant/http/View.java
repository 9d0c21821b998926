package dev.regrant.http;

import dev.regrant.domain.TenantId;

/**
 * How values are to be shown.
 *
 * @param knowsAllEnumMembers whether the client asked for enum members beyond the sentinel ({@code
 *     Prefer: include-unknown-enum-members})
 */
record View(ApiVersion version, TenantId tenant, boolean knowsAllEnumMembers) {}
