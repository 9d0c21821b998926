package dev.regrant.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.utils.JsonUtils;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a server answered.
 *
 * @param request what was asked, for a person
 * @param body a JSON object, whose members are found without regard to case (RFC 7643, section
 *     2.1); empty if the body is anything else
 * @param isBare whether nothing at all came as a body
 */
record ScimAnswer(
    String request, int status, HttpHeaders headers, Optional<ObjectNode> body, boolean isBare) {
  static ScimAnswer of(String request, int status, HttpHeaders headers, byte[] bytes) {
    return new ScimAnswer(request, status, headers, json(bytes), bytes.length == 0);
  }

  boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** Whether a change was made: a page that some gateway put in between does not say so. */
  boolean isDone() {
    return status == 204 || (status == 200 && (isBare || body.isPresent()));
  }

  /** A resource that was read; empty if the answer is none. */
  Optional<ObjectNode> resource() {
    return body.filter(json -> status == 200 && (json.has("id") || json.has("schemas")));
  }

  /** The resource's version, to be sent back in {@code If-Match}. */
  Optional<String> version() {
    return headers
        .firstValue("ETag")
        .filter(ScimAnswer::isTag)
        .or(() -> body.flatMap(ScimAnswer::version));
  }

  /** The version that a resource shows. */
  static Optional<String> version(JsonNode resource) {
    return text(resource.path("meta").path("version")).filter(ScimAnswer::isTag);
  }

  private static boolean isTag(String text) {
    return text.matches("(W/)?\"[\\x21\\x23-\\x7E]*\"");
  }

  /** The resources of a list. */
  List<JsonNode> resources() {
    var resources = new ArrayList<JsonNode>();
    body.ifPresent(json -> json.path("Resources").forEach(resources::add));
    return resources;
  }

  /** The {@code scimType} of an error; empty text if there is none. */
  String scimType() {
    return body.flatMap(json -> text(json.path("scimType"))).orElse("");
  }

  /** The text of a node; empty if it is none, or blank. */
  static Optional<String> text(JsonNode node) {
    return Optional.ofNullable(node.textValue()).filter(text -> !text.isBlank());
  }

  private static Optional<ObjectNode> json(byte[] bytes) {
    try {
      return JsonUtils.getObjectReader().readTree(bytes) instanceof ObjectNode object
          ? Optional.of(object)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
