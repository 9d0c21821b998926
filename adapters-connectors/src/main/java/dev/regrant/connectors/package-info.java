/**
 * Where access is really given. LDAP: {@link dev.regrant.connectors.LdapConnector} changes group
 * memberships, {@link dev.regrant.connectors.LdapDirectory} finds people; both take {@link
 * dev.regrant.connectors.LdapSettings}. {@link dev.regrant.connectors.PostgresqlRolesConnector}
 * grants database roles, and {@link dev.regrant.connectors.ManualConnector} asks people to do it.
 */
@NullMarked
package dev.regrant.connectors;

import org.jspecify.annotations.NullMarked;
