package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireFormatTest {
  @ParameterizedTest
  @CsvSource({
    "2021-12-12T20:08:52.820Z,         2021-12-12T20:08:52.82Z",
    "2021-12-12T20:08:52Z,             2021-12-12T20:08:52Z",
    "2021-12-12T20:08:52.522011949Z,   2021-12-12T20:08:52.5220119Z",
    "2021-12-12T20:08:00Z,             2021-12-12T20:08:00Z",
  })
  void times_have_up_to_seven_digits_without_trailing_zeros(Instant time, String text) {
    assertThat(WireFormat.time(time)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"PT336H, P14D", "PT3H, PT3H", "PT339H, P14DT3H", "PT0.5S, PT0.5S"})
  void durations_count_days(Duration duration, String text) {
    assertThat(WireFormat.duration(duration)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"adminAdd", "ADMINADD", "AdminAdd"})
  void enums_are_read_in_any_casing(String name) {
    assertThat(WireFormat.constant(RequestType.class, name)).contains(RequestType.ADMIN_ADD);
  }

  @Test
  void names_with_underscores_are_no_names_of_ours() {
    assertThat(WireFormat.constant(RequestState.class, "PENDING_APPROVAL")).isEmpty();
  }

  @Test
  void v1_hides_what_is_behind_the_sentinel_unless_asked() {
    var tenant = new TenantId(new UUID(1, 2));
    var type = RequestType.APPROVER_REMOVE;

    assertThat(json(type, new View(ApiVersion.V1, tenant, false))).isEqualTo("unknownFutureValue");
    assertThat(json(type, new View(ApiVersion.V1, tenant, true))).isEqualTo("approverRemove");
    assertThat(json(type, new View(ApiVersion.BETA, tenant, false))).isEqualTo("ApproverRemove");
  }

  private static Object json(RequestType type, View view) {
    return WireFormat.json(Property.Kind.CHOICE, type, view);
  }

  @ParameterizedTest
  @CsvSource({
    "1-1-1-1-1, false",
    "019ca8d7-2d78-7009-bbf9-276a5f2c708e, true",
    "019CA8D7-2D78-7009-BBF9-276A5F2C708E, true",
    "{019ca8d7-2d78-7009-bbf9-276a5f2c708e}, false",
  })
  void guids_are_read_strictly(String text, boolean isOne) {
    assertThat(WireFormat.guid(text).isPresent()).isEqualTo(isOne);
  }
}
