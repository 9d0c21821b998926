package dev.regrant.http;

import dev.regrant.application.AccessRequestEngine;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A call that was understood and whose caller is known.
 *
 * @param ids the ids in the path, in order
 * @param arguments of the function in the path, by name
 * @param url the address that was called, without its query
 * @param root the address of the version, without a slash at its end
 * @param idempotencyKey what the client recognises a repeat by
 */
record Call(
    Reads reads,
    View view,
    List<String> ids,
    Map<String, String> arguments,
    ODataQuery query,
    Buffer bytes,
    String url,
    String root,
    Optional<String> idempotencyKey) {

  AccessRequestEngine engine() {
    return reads.engine();
  }

  Body body() {
    return Body.of(view.version(), bytes);
  }

  /** The id of the entity that is called. */
  UUID id() {
    return guid(ids.getFirst());
  }

  static UUID guid(String id) {
    if (id.startsWith("$") || id.contains("(")) {
      throw new GraphError(ErrorCode.NOT_SUPPORTED, "'%s' is not supported.".formatted(id));
    }
    return WireFormat.guid(id)
        .orElseThrow(
            () -> new GraphError(ErrorCode.INVALID_ID, "The id '%s' is not a GUID.".formatted(id)));
  }

  /** Where the description of what is answered would be. */
  String context(String of) {
    return root + "/$metadata#" + of;
  }

  /** An argument of the function in the path. */
  String argument(String name) {
    return arguments.entrySet().stream()
        .filter(one -> one.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElseThrow(
            () ->
                GraphError.badRequest(
                    ErrorCode.BAD_REQUEST,
                    name,
                    "The function's parameter '%s' is missing.".formatted(name)));
  }
}
