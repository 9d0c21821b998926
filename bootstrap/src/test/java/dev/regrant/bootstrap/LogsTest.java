package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogsTest {
  private static final String NASTY =
      "one\r\n2026-01-01T00:00:00Z INFO forged\u2028\u001b[31m\u0000";

  private static String line(Formatter formatter, Level level, String message, Object... more) {
    var logged = new LogRecord(level, message);
    logged.setInstant(Instant.parse("2026-03-01T10:00:00.123456Z"));
    logged.setLoggerName("dev.regrant.test");
    logged.setParameters(more);
    return formatter.format(logged);
  }

  @Test
  void a_line_of_text_stays_one_whatever_is_said_in_it() {
    String line = line(new Logs.Line(), Level.INFO, "told: {0}", NASTY);

    assertThat(line)
        .isEqualTo(
            "2026-03-01T10:00:00.123Z INFO told: one; 2026-01-01T00:00:00Z INFO forged;"
                + " \\u001b[31m\\u0000"
                + System.lineSeparator());
  }

  @Test
  void a_line_of_json_stays_one_and_has_the_members_of_maps() {
    String line =
        line(new JsonLine(), Level.INFO, "told: {0}", NASTY, Map.of("status", 200, "path", NASTY));

    assertThat(line.strip()).doesNotContain("\n", "\r", "\u001b", "\u0000");
    var json = new JsonObject(line);
    assertThat(json.getString("time")).isEqualTo("2026-03-01T10:00:00.123Z");
    assertThat(json.getString("level")).isEqualTo("INFO");
    assertThat(json.getString("logger")).isEqualTo("dev.regrant.test");
    assertThat(json.getString("message")).isEqualTo("told: " + NASTY);
    assertThat(json.getInteger("status")).isEqualTo(200);
    assertThat(json.getString("path")).isEqualTo(NASTY);
  }

  @Test
  void a_failure_has_its_reason_and_a_bug_its_trace() {
    var warned = new LogRecord(Level.WARNING, "away");
    warned.setThrown(new IllegalStateException("no\nanswer"));
    var bug = new LogRecord(Level.SEVERE, "bug");
    bug.setThrown(new IllegalStateException("why"));

    var outage = new JsonObject(new JsonLine().format(warned));
    var broken = new JsonObject(new JsonLine().format(bug));

    assertThat(outage.getString("exception")).isEqualTo("java.lang.IllegalStateException");
    assertThat(outage.getString("reason")).contains("no", "answer");
    assertThat(outage.containsKey("stackTrace")).isFalse();
    assertThat(broken.getString("stackTrace")).contains("LogsTest");
    assertThat(new Logs.Line().format(warned).strip()).doesNotContain("\n");
  }
}
