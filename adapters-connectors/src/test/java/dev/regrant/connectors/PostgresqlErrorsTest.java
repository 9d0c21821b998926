package dev.regrant.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.DeliveryOutcome.Cause;
import dev.regrant.domain.DeliveryOutcome.Refused;
import dev.regrant.domain.DeliveryOutcome.Unknown;
import dev.regrant.domain.ErrorClass;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresqlErrorsTest {
  @ParameterizedTest
  @CsvSource({
    "08001, UNAVAILABLE",
    "08006, UNAVAILABLE",
    "0LP01, INVALID_REQUEST",
    "23505, CONFLICT",
    "25006, UNAVAILABLE",
    "28000, UNAUTHENTICATED",
    "28P01, UNAUTHENTICATED",
    "2BP01, CONFLICT",
    "3D000, INVALID_REQUEST",
    "40001, CONFLICT",
    "40P01, CONFLICT",
    "42501, FORBIDDEN",
    "42704, CONFLICT",
    "53300, THROTTLED",
    "53400, UNAVAILABLE",
    "55P03, CONFLICT",
    "57014, TIMEOUT",
    "57P01, UNAVAILABLE",
    "57P03, UNAVAILABLE",
    "58030, UNAVAILABLE",
    "XX000, INTERNAL",
    "'', INTERNAL"
  })
  void each_state_has_a_class(String state, ErrorClass errorClass) {
    assertThat(PostgresqlErrors.refused("readers", new SQLException("why", state)))
        .isEqualTo(Refused.because(errorClass, "readers: why"));
  }

  @ParameterizedTest
  @CsvSource({"08006", "08003", "57P01", "57P02", "''"})
  void a_connection_that_ends_after_sending_leaves_the_change_unknown(String state) {
    assertThat(PostgresqlErrors.afterSending("readers", new SQLException("gone", state)))
        .isEqualTo(new Unknown(Cause.LOST_ANSWER, "readers: gone"));
  }

  @ParameterizedTest
  @CsvSource({"42501, FORBIDDEN", "57014, TIMEOUT", "XX000, INTERNAL"})
  void what_the_server_tells_after_sending_is_a_refusal(String state, ErrorClass errorClass) {
    assertThat(PostgresqlErrors.afterSending("readers", new SQLException("ERROR:\n  no", state)))
        .isEqualTo(Refused.because(errorClass, "readers: ERROR:; no"));
  }

  @Test
  void no_answer_in_time_is_refused_before_sending_and_unknown_after_it() {
    var silence = new SQLException("silence", "08006", new SocketTimeoutException());

    assertThat(PostgresqlErrors.refused("readers", silence).errorClass())
        .isEqualTo(ErrorClass.TIMEOUT);
    assertThat(PostgresqlErrors.afterSending("readers", silence))
        .isEqualTo(new Unknown(Cause.TIMEOUT, "readers: silence"));
  }
}
