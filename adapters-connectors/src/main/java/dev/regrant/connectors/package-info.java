/**
 * Where access is really given. LDAP: {@link dev.regrant.connectors.LdapConnector} changes group
 * memberships, {@link dev.regrant.connectors.LdapDirectory} finds people; both take {@link
 * dev.regrant.connectors.LdapSettings}. SCIM 2.0: {@link dev.regrant.connectors.ScimConnector}
 * changes memberships, roles and entitlements, {@link dev.regrant.connectors.ScimDirectory} finds
 * people; both take {@link dev.regrant.connectors.ScimSettings}.
 */
@NullMarked
package dev.regrant.connectors;

import org.jspecify.annotations.NullMarked;
