package dev.regrant.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * Logging by {@code java.util.logging}: to stderr, one line per record. {@code
 * -Djava.util.logging.config.file} replaces it.
 */
public final class Logs {
  /** Holds the logger, or else its level would be forgotten with it. */
  private static final class Ours {
    private static final Logger LOGGER = Logger.getLogger("dev.regrant");
  }

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]");

  private Logs() {}

  /** Does not close the log when the process is told to end: there still are things to say. */
  public static final class OpenToTheEnd extends LogManager {
    /** Nothing. The handlers write to stderr, which needs no closing. */
    @Override
    public void reset() {}
  }

  /** Named in {@code logging.properties}. */
  public static final class Line extends Formatter {
    @Override
    public String format(LogRecord logged) {
      var line =
          new StringBuilder()
              .append(logged.getInstant().truncatedTo(ChronoUnit.MILLIS))
              .append(' ')
              .append(logged.getLevel().getName())
              .append(' ')
              .append(clean(formatMessage(logged)));
      Throwable thrown = logged.getThrown();
      if (thrown != null && logged.getLevel().intValue() < Level.SEVERE.intValue()) {
        line.append(": ").append(thrown.getClass().getSimpleName()).append(": ");
        line.append(clean(FailureException.reason(thrown)));
      }
      line.append(System.lineSeparator());
      if (thrown != null && logged.getLevel().intValue() >= Level.SEVERE.intValue()) {
        // A bug: where it is matters more than the shape of the log.
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        line.append(trace);
      }
      return line.toString();
    }

    /** What somebody else said must not end the line, nor steer who looks at it. */
    private static String clean(String text) {
      return CONTROL
          .matcher(text.replaceAll("\\R", "; "))
          .replaceAll(found -> "\\\\u%04x".formatted((int) found.group().charAt(0)));
    }
  }

  /** To be called before anything is logged. */
  static void install() {
    System.setProperty("java.util.logging.manager", OpenToTheEnd.class.getName());
    if (System.getProperty("java.util.logging.config.file") == null) {
      try (InputStream in = Logs.class.getResourceAsStream("logging.properties")) {
        LogManager.getLogManager().readConfiguration(in);
      } catch (IOException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  /** From now on each line is a JSON object, where nobody has chosen another form. */
  static void writeJson() {
    for (var handler : Logger.getLogger("").getHandlers()) {
      if (handler.getFormatter() instanceof Line) {
        handler.setFormatter(new JsonLine());
      }
    }
  }

  /** From now on only warnings and errors are logged. */
  static void quieten() {
    Ours.LOGGER.setLevel(Level.WARNING);
  }
}
