/**
 * Where access is really given, and told of. LDAP: {@link dev.regrant.connectors.LdapConnector}
 * changes group memberships, {@link dev.regrant.connectors.LdapDirectory} finds people; both take
 * {@link dev.regrant.connectors.LdapSettings}. Signed HTTP messages: {@link
 * dev.regrant.connectors.WebhookConnector} has a system of one's own give and take access, {@link
 * dev.regrant.connectors.WebhookEventSink} tells what happens.
 */
@NullMarked
package dev.regrant.connectors;

import org.jspecify.annotations.NullMarked;
