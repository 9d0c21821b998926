package dev.regrant.connectors;

import static dev.regrant.domain.ErrorClass.CONFLICT;
import static dev.regrant.domain.ErrorClass.FORBIDDEN;
import static dev.regrant.domain.ErrorClass.INTERNAL;
import static dev.regrant.domain.ErrorClass.INVALID_REQUEST;
import static dev.regrant.domain.ErrorClass.RESOURCE_NOT_FOUND;
import static dev.regrant.domain.ErrorClass.THROTTLED;
import static dev.regrant.domain.ErrorClass.TIMEOUT;
import static dev.regrant.domain.ErrorClass.UNAUTHENTICATED;
import static dev.regrant.domain.ErrorClass.UNAVAILABLE;
import static dev.regrant.domain.ErrorClass.UNSUPPORTED;
import static java.util.Map.entry;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import dev.regrant.domain.ErrorClass;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What LDAP result codes mean for a delivery: those of RFC 4511, and the SDK's own. */
final class LdapResults {
  static final Map<ResultCode, ErrorClass> ERROR_CLASSES =
      Map.ofEntries(
          entry(ResultCode.OPERATIONS_ERROR, INTERNAL),
          entry(ResultCode.PROTOCOL_ERROR, INVALID_REQUEST),
          entry(ResultCode.TIME_LIMIT_EXCEEDED, TIMEOUT),
          entry(ResultCode.SIZE_LIMIT_EXCEEDED, INVALID_REQUEST),
          entry(ResultCode.AUTH_METHOD_NOT_SUPPORTED, UNAUTHENTICATED),
          entry(ResultCode.STRONG_AUTH_REQUIRED, UNAUTHENTICATED),
          entry(ResultCode.REFERRAL, UNSUPPORTED),
          entry(ResultCode.ADMIN_LIMIT_EXCEEDED, THROTTLED),
          entry(ResultCode.UNAVAILABLE_CRITICAL_EXTENSION, UNSUPPORTED),
          entry(ResultCode.CONFIDENTIALITY_REQUIRED, UNAUTHENTICATED),
          entry(ResultCode.NO_SUCH_ATTRIBUTE, CONFLICT),
          entry(ResultCode.UNDEFINED_ATTRIBUTE_TYPE, INVALID_REQUEST),
          entry(ResultCode.INAPPROPRIATE_MATCHING, INVALID_REQUEST),
          entry(ResultCode.CONSTRAINT_VIOLATION, INVALID_REQUEST),
          entry(ResultCode.ATTRIBUTE_OR_VALUE_EXISTS, CONFLICT),
          entry(ResultCode.INVALID_ATTRIBUTE_SYNTAX, INVALID_REQUEST),
          entry(ResultCode.NO_SUCH_OBJECT, RESOURCE_NOT_FOUND),
          entry(ResultCode.ALIAS_PROBLEM, INVALID_REQUEST),
          entry(ResultCode.INVALID_DN_SYNTAX, INVALID_REQUEST),
          entry(ResultCode.ALIAS_DEREFERENCING_PROBLEM, INVALID_REQUEST),
          entry(ResultCode.INAPPROPRIATE_AUTHENTICATION, UNAUTHENTICATED),
          entry(ResultCode.INVALID_CREDENTIALS, UNAUTHENTICATED),
          entry(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, FORBIDDEN),
          entry(ResultCode.BUSY, THROTTLED),
          entry(ResultCode.UNAVAILABLE, UNAVAILABLE),
          entry(ResultCode.UNWILLING_TO_PERFORM, INVALID_REQUEST),
          entry(ResultCode.LOOP_DETECT, INVALID_REQUEST),
          entry(ResultCode.NAMING_VIOLATION, INVALID_REQUEST),
          entry(ResultCode.OBJECT_CLASS_VIOLATION, INVALID_REQUEST),
          entry(ResultCode.NOT_ALLOWED_ON_NONLEAF, INVALID_REQUEST),
          entry(ResultCode.NOT_ALLOWED_ON_RDN, INVALID_REQUEST),
          entry(ResultCode.ENTRY_ALREADY_EXISTS, CONFLICT),
          entry(ResultCode.OBJECT_CLASS_MODS_PROHIBITED, INVALID_REQUEST),
          entry(ResultCode.AFFECTS_MULTIPLE_DSAS, UNSUPPORTED),
          entry(ResultCode.OTHER, INTERNAL),
          // Answers to questions that are never asked.
          entry(ResultCode.SUCCESS, INTERNAL),
          entry(ResultCode.COMPARE_FALSE, INTERNAL),
          entry(ResultCode.COMPARE_TRUE, INTERNAL),
          entry(ResultCode.SASL_BIND_IN_PROGRESS, INTERNAL),
          // The SDK's own.
          entry(ResultCode.SERVER_DOWN, UNAVAILABLE),
          entry(ResultCode.CONNECT_ERROR, UNAVAILABLE),
          entry(ResultCode.CLIENT_LOOP, INVALID_REQUEST),
          entry(ResultCode.REFERRAL_LIMIT_EXCEEDED, UNSUPPORTED),
          entry(ResultCode.TIMEOUT, TIMEOUT));

  /** How Active Directory says in a message why it does not let an account in. */
  private static final Pattern LOGON_FAILURE = Pattern.compile("\\bdata ([0-9a-f]{3})\\b");

  /** Windows' codes for that, in hexadecimal. */
  private static final Map<String, String> LOGON_FAILURES =
      Map.of(
          "525", "there is no such account",
          "52e", "the password is wrong",
          "530", "the account may not sign in at this time",
          "531", "the account may not sign in from this machine",
          "532", "the password has expired",
          "533", "the account is disabled",
          "701", "the account has expired",
          "773", "the password must be changed first",
          "775", "the account is locked");

  private LdapResults() {}

  static ErrorClass errorClass(LDAPException failure) {
    return isNotBound(failure)
        ? UNAUTHENTICATED
        : ERROR_CLASSES.getOrDefault(failure.getResultCode(), INTERNAL);
  }

  /** For a person. The SDK puts no password into its messages. */
  static String describe(LDAPException failure) {
    ResultCode code = failure.getResultCode();
    return "%s (LDAP result %d, %s)%s"
        .formatted(failure.getMessage(), code.intValue(), code.getName(), explanation(failure));
  }

  /** Active Directory says it by {@code operationsError} and {@code ERROR_DS_NOT_AUTHENTICATED}. */
  private static boolean isNotBound(LDAPException failure) {
    return failure.getResultCode().equals(ResultCode.OPERATIONS_ERROR)
        && String.valueOf(failure.getMessage()).contains("000004DC");
  }

  private static String explanation(LDAPException failure) {
    if (isNotBound(failure)) {
      return ": nobody is signed in";
    }
    if (failure.getResultCode().equals(ResultCode.REFERRAL)) {
      return ": the entry is kept by another server, " + String.join(" or ", referrals(failure));
    }
    var logon = LOGON_FAILURE.matcher(String.valueOf(failure.getMessage()));
    return failure.getResultCode().equals(ResultCode.INVALID_CREDENTIALS) && logon.find()
        ? ": " + LOGON_FAILURES.getOrDefault(logon.group(1), "Windows error " + logon.group(1))
        : "";
  }

  private static List<String> referrals(LDAPException failure) {
    String[] urls = failure.getReferralURLs();
    return urls == null || urls.length == 0 ? List.of("which it does not name") : List.of(urls);
  }
}
