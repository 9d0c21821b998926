/** Tests against a real LDAP listener on a loopback socket. */
@NullMarked
package dev.regrant.connectors;

import org.jspecify.annotations.NullMarked;
