package dev.regrant.connectors;

import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;

/** What PostgreSQL's errors mean to the engine, by their SQLSTATE. */
final class PostgresqlErrors {
  private PostgresqlErrors() {}

  /** The outcome of a call that failed before anything was to be changed. */
  static Refused refused(String what, SQLException e) {
    return Refused.because(errorClass(e), message(what, e));
  }

  /**
   * The outcome of a change that failed. An error that the server tells has undone the change; a
   * connection that breaks, or that the server ends, leaves it open.
   */
  static DeliveryOutcome afterSending(String what, SQLException e) {
    if (isTimeout(e)) {
      return new Unknown(Cause.TIMEOUT, message(what, e));
    }
    String state = state(e);
    return state.isEmpty() || state.startsWith("08") || state.startsWith("57P")
        ? new Unknown(Cause.LOST_ANSWER, message(what, e))
        : refused(what, e);
  }

  static ErrorClass errorClass(SQLException e) {
    String state = state(e);
    if (isTimeout(e) || state.equals("57014")) { // query_canceled, by statement_timeout
      return ErrorClass.TIMEOUT;
    }
    return switch (state) {
      case "42501" -> ErrorClass.FORBIDDEN; // insufficient_privilege
      case "53300" -> ErrorClass.THROTTLED; // too_many_connections
      case "25006" -> ErrorClass.UNAVAILABLE; // read_only_sql_transaction: a standby
      case "3D000", "0LP01" -> ErrorClass.INVALID_REQUEST; // no such database; a circle of roles
      // A role dropped since it was found, dependent grants, the same grant at the same time.
      case "42704", "2BP01", "23505" -> ErrorClass.CONFLICT;
      default ->
          switch (state.isEmpty() ? "" : state.substring(0, 2)) {
            case "08", "53", "57", "58" -> ErrorClass.UNAVAILABLE;
            case "28" -> ErrorClass.UNAUTHENTICATED;
            case "40", "55" -> ErrorClass.CONFLICT;
            case "22", "42" -> ErrorClass.INVALID_REQUEST;
            default -> ErrorClass.INTERNAL;
          };
    };
  }

  private static boolean isTimeout(SQLException e) {
    return e instanceof SQLTimeoutException || e.getCause() instanceof SocketTimeoutException;
  }

  private static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null || state.length() != 5 ? "" : state;
  }

  private static String message(String what, SQLException e) {
    return what + ": " + String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
