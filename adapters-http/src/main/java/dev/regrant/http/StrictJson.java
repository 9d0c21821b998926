package dev.regrant.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** JSON as RFC 8259 wants it to be sent. */
final class StrictJson {
  private static final JsonFactory JSON = new JsonFactory();

  private StrictJson() {}

  /**
   * What the bytes say.
   *
   * @throws GraphError if they are no JSON, or an object in them has a name twice
   */
  static Object read(Buffer bytes) {
    if (hasZero(bytes)) {
      throw notJson(null);
    }
    try {
      checkNames(bytes);
      return Json.decodeValue(bytes);
    } catch (DecodeException e) {
      throw notJson(e.getCause());
    } catch (IOException e) {
      throw notJson(e);
    }
  }

  /** UTF-16 and UTF-32 have them, which the parser would take as well; JSON is UTF-8. */
  private static boolean hasZero(Buffer bytes) {
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.getByte(i) == 0) {
        return true;
      }
    }
    return false;
  }

  private static GraphError notJson(@Nullable Throwable cause) {
    String where =
        cause instanceof JsonProcessingException json && json.getLocation() != null
            ? " at line %d, column %d"
                .formatted(json.getLocation().getLineNr(), json.getLocation().getColumnNr())
            : "";
    return new GraphError(ErrorCode.INVALID_JSON, "The body is not valid JSON" + where + ".");
  }

  /** Of a member that comes twice, nobody can tell which is meant. */
  private static void checkNames(Buffer bytes) throws IOException {
    Deque<Set<String>> seen = new ArrayDeque<>();
    try (var parser = JSON.createParser(bytes.getBytes())) {
      for (var token = parser.nextToken(); token != null; token = parser.nextToken()) {
        switch (token) {
          case START_OBJECT -> seen.push(new HashSet<>());
          case END_OBJECT -> seen.pop();
          case FIELD_NAME -> {
            if (!seen.element().add(parser.currentName())) {
              throw new GraphError(
                  ErrorCode.INVALID_JSON,
                  "The body has '%s' twice in the same object, at line %d, column %d."
                      .formatted(
                          parser.currentName(),
                          parser.currentLocation().getLineNr(),
                          parser.currentLocation().getColumnNr()));
            }
          }
          default -> {
            // Only names matter here.
          }
        }
      }
    }
  }
}
