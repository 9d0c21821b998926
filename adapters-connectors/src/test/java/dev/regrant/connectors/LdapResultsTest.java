package dev.regrant.connectors;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import dev.regrant.domain.ErrorClass;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LdapResultsTest {
  @Test
  void every_result_code_of_rfc_4511_has_its_class() {
    int[] codes = {
      0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 16, 17, 18, 19, 20, 21, 32, 33, 34, 36, 48, 49,
      50, 51, 52, 53, 54, 64, 65, 66, 67, 68, 69, 71, 80
    };

    assertThat(LdapResults.ERROR_CLASSES)
        .containsKeys(IntStream.of(codes).mapToObj(ResultCode::valueOf).toArray(ResultCode[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "1, INTERNAL",
    "2, INVALID_REQUEST",
    "3, TIMEOUT",
    "7, UNAUTHENTICATED",
    "8, UNAUTHENTICATED",
    "10, UNSUPPORTED",
    "11, THROTTLED",
    "12, UNSUPPORTED",
    "13, UNAUTHENTICATED",
    "19, INVALID_REQUEST",
    "20, CONFLICT",
    "21, INVALID_REQUEST",
    "32, RESOURCE_NOT_FOUND",
    "34, INVALID_REQUEST",
    "48, UNAUTHENTICATED",
    "49, UNAUTHENTICATED",
    "50, FORBIDDEN",
    "51, THROTTLED",
    "52, UNAVAILABLE",
    "53, INVALID_REQUEST",
    "65, INVALID_REQUEST",
    "68, CONFLICT",
    "71, UNSUPPORTED",
    "80, INTERNAL",
    "81, UNAVAILABLE",
    "85, TIMEOUT",
    "91, UNAVAILABLE",
    "96, INVALID_REQUEST",
    "97, UNSUPPORTED",
    "4711, INTERNAL"
  })
  void a_result_code_means(int code, ErrorClass errorClass) {
    assertThat(LdapResults.errorClass(new LDAPException(ResultCode.valueOf(code))))
        .isEqualTo(errorClass);
  }

  @Test
  void a_description_holds_the_diagnostic_message_the_code_and_its_name() {
    assertThat(
            LdapResults.describe(
                new LDAPException(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "ask the owner")))
        .isEqualTo("ask the owner (LDAP result 50, insufficient access rights)");
  }
}
