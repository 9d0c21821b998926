package dev.regrant.connectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectGuidTest {
  @ParameterizedTest
  @CsvSource({
    "00112233-4455-6677-8899-aabbccddeeff, 33221100554477668899aabbccddeeff",
    "fedcba98-fedc-9876-ffff-fffffffffffe, 98badcfedcfe7698fffffffffffffffe",
    "00000000-0000-0000-0000-000000000000, 00000000000000000000000000000000"
  })
  void the_first_three_groups_are_stored_backwards(String text, String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(ObjectGuid.bytes(text)).hasValue(bytes);
    assertThat(ObjectGuid.text(bytes)).isEqualTo(text);
  }

  @Test
  void upper_case_is_the_same_guid() {
    assertThat(ObjectGuid.bytes("ABCDEF00-0000-0000-0000-00000000000A"))
        .hasValueSatisfying(
            bytes ->
                assertThat(ObjectGuid.text(bytes))
                    .isEqualTo("abcdef00-0000-0000-0000-00000000000a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1-1-1-1-1", "{00112233-4455-6677-8899-aabbccddeeff}", "uid=a"})
  void other_text_is_no_guid(String text) {
    assertThat(ObjectGuid.bytes(text)).isEmpty();
  }

  @Test
  void other_bytes_are_no_guid() {
    assertThatThrownBy(() -> ObjectGuid.text(new byte[15]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("15");
  }
}
