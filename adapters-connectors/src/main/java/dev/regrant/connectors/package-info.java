/**
 * Where access is really given, and told of. LDAP: {@link dev.regrant.connectors.LdapConnector}
 * changes group memberships, {@link dev.regrant.connectors.LdapDirectory} finds people. SCIM 2.0:
 * {@link dev.regrant.connectors.ScimConnector} changes memberships, roles and entitlements, {@link
 * dev.regrant.connectors.ScimDirectory} finds people. Signed HTTP messages: {@link
 * dev.regrant.connectors.WebhookConnector} has a system of one's own give and take access, {@link
 * dev.regrant.connectors.WebhookEventSink} tells what happens. {@link
 * dev.regrant.connectors.PostgresqlRolesConnector} grants database roles, {@link
 * dev.regrant.connectors.ManualConnector} asks people.
 */
@NullMarked
package dev.regrant.connectors;

import org.jspecify.annotations.NullMarked;
