package dev.regrant.bootstrap;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** A record as one line with a JSON object. What comes as a map is members of it. */
final class JsonLine extends Formatter {
  @Override
  public String format(LogRecord logged) {
    var json =
        new JsonObject()
            .put("time", logged.getInstant().truncatedTo(ChronoUnit.MILLIS).toString())
            .put("level", logged.getLevel().getName())
            .put("logger", logged.getLoggerName())
            .put("message", formatMessage(logged));
    Object[] parameters = logged.getParameters();
    for (Object parameter : parameters == null ? new Object[0] : parameters) {
      if (parameter instanceof Map<?, ?> members) {
        members.forEach((name, value) -> json.put(String.valueOf(name), value));
      }
    }
    Throwable thrown = logged.getThrown();
    if (thrown != null) {
      json.put("exception", thrown.getClass().getName());
      json.put("reason", FailureException.reason(thrown));
      if (logged.getLevel().intValue() >= Level.SEVERE.intValue()) {
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        json.put("stackTrace", trace.toString());
      }
    }
    return json.encode() + System.lineSeparator();
  }
}
