package dev.regrant.connectors;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;

/** A change was sent and its result did not arrive: it may or may not have been made. */
final class LostAnswerException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean isTimeout;

  LostAnswerException(LDAPException cause) {
    super(LdapResults.describe(cause), cause);
    this.isTimeout = cause.getResultCode().equals(ResultCode.TIMEOUT);
  }

  /** Whether the wait ended; if not, the connection did. */
  boolean isTimeout() {
    return isTimeout;
  }
}
