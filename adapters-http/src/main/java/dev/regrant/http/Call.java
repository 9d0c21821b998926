package dev.regrant.http;

import dev.regrant.application.OneCall;
import dev.regrant.application.UseCases;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A call that was understood and whose caller is known.
 *
 * @param ids the ids in the path, in order
 * @param url the address that was called, without its query
 * @param root the address of the version, without a slash at its end
 * @param ifNoneMatch the versions that the client has already of what it reads
 */
record Call(
    Reads reads,
    View view,
    List<String> ids,
    ODataQuery query,
    Buffer bytes,
    String url,
    String root,
    Optional<String> ifNoneMatch) {

  UseCases engine() {
    return reads.engine();
  }

  Body body() {
    return Body.of(view.version(), bytes);
  }

  /** This call, whose writes belong together. */
  Call by(OneCall one) {
    return new Call(
        new Reads(one.useCases(), reads.caller(), Optional.of(one)),
        view,
        ids,
        query,
        bytes,
        url,
        root,
        ifNoneMatch);
  }

  /** The address of one of the list that is called. */
  String address(String id) {
    return url.replaceFirst("/+$", "") + "/" + id;
  }

  /** The id of the entity that is called. */
  UUID id() {
    return guid(ids.getFirst());
  }

  /** This call, by the id of the entity if it was called by another key. */
  Call byIdIn(Root<?> root) {
    if (ids.isEmpty()) {
      return this;
    }
    List<String> byId = new ArrayList<>(ids);
    byId.set(0, root.idOf(reads, ids.getFirst()));
    return new Call(reads, view, byId, query, bytes, url, this.root, ifNoneMatch);
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
}
