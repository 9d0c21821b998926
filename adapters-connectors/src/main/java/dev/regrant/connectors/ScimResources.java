package dev.regrant.connectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.unboundid.scim2.common.messages.PatchOperation;
import com.unboundid.scim2.common.messages.PatchRequest;
import com.unboundid.scim2.common.utils.JsonUtils;
import dev.regrant.application.Presence;
import dev.regrant.domain.DeliveryOutcome.Done;
import java.time.Instant;
import java.util.Optional;

/** Reads whether a role is held, and changes it, in the way that the server takes. Thread-safe. */
final class ScimResources {
  private static final String PATCH = "PATCH";
  private static final String PUT = "PUT";

  /** Is in no group: a server that finds one by it does not look at members. */
  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

  /**
   * What was read.
   *
   * @param presence whether the role is held; cannot be told of a group too long to be read
   * @param version the resource's version, if the server gives one
   */
  record Found(Presence presence, Optional<String> version) {}

  private final ScimHttp http;
  private final ScimFeatures features;
  private final boolean removesByValue;

  ScimResources(ScimHttp http, ScimFeatures features, boolean removesByValue) {
    this.http = http;
    this.features = features;
    this.removesByValue = removesByValue;
  }

  /**
   * Reads whether the role is held. A group that is found by its member is not read; one that is
   * not found is, as there are servers that do not know such filters and find nothing.
   */
  Found find(ScimRole role, Instant deadline) throws ScimFailure {
    if (role.isMembership() && features.filtersMembers(deadline)) {
      var found = byFilter(role, deadline);
      if (found.isPresent()) {
        return found.get();
      }
    }
    ScimAnswer answer;
    try {
      answer = http.read(role.path(), "attributes=" + role.attribute() + ",meta", deadline);
    } catch (ScimFailure e) {
      if (e.isTooLong()) {
        return new Found(Presence.CANNOT_TELL, Optional.empty());
      }
      throw e;
    }
    boolean isHeld = role.isIn(resource(role, answer));
    return new Found(isHeld ? Presence.PRESENT : Presence.ABSENT, answer.version());
  }

  private Optional<Found> byFilter(ScimRole role, Instant deadline) throws ScimFailure {
    var found = filtered(role, deadline);
    if (found.isPresent() && !features.knowsMemberFilters()) {
      if (filtered(role.of(NOBODY), deadline).isPresent()) {
        features.refusesMemberFilters();
        return Optional.empty();
      }
      features.tookMemberFilter();
    }
    return found;
  }

  private Optional<Found> filtered(ScimRole role, Instant deadline) throws ScimFailure {
    String filter = ScimRole.segment(role.asFilter().toString());
    ScimAnswer answer = http.read(ScimRole.GROUPS, "attributes=id,meta&filter=" + filter, deadline);
    if (answer.status() == 400 || answer.status() == 501) {
      features.refusesMemberFilters();
    }
    return answer.status() == 200
        ? answer.resources().stream()
            .filter(group -> group.path("id").asText().equals(role.resource()))
            .map(group -> new Found(Presence.PRESENT, ScimAnswer.version(group)))
            .findFirst()
        : Optional.empty();
  }

  /**
   * Makes the role held, or not held, after it was found to be otherwise.
   *
   * @return empty if something else changed the resource since it was read
   * @throws ScimFailure if it was not done, or may not have been
   */
  Optional<Done> change(ScimRole role, boolean wanted, Optional<String> version, Instant deadline)
      throws ScimFailure {
    if (features.patches(deadline)) {
      ScimAnswer answer = http.write(PATCH, role.path(), patch(role, wanted), version, deadline);
      if (!wanted && removesByValue && refusesPath(answer)) {
        answer = http.write(PATCH, role.path(), removalByValue(role), version, deadline);
      }
      if (!refusesPatch(answer, wanted)) {
        return done(role, answer);
      }
    }
    return replace(role, wanted, deadline);
  }

  private Optional<Done> replace(ScimRole role, boolean wanted, Instant deadline)
      throws ScimFailure {
    ScimAnswer whole = http.read(role.path(), "", deadline);
    ObjectNode resource = resource(role, whole);
    if (role.isIn(resource) == wanted) {
      return Optional.of(new Done(true));
    }
    return done(
        role, http.write(PUT, role.path(), role.in(resource, wanted), whole.version(), deadline));
  }

  private Optional<Done> done(ScimRole role, ScimAnswer answer) throws ScimFailure {
    if (answer.status() == 412) {
      return Optional.empty();
    }
    if (!answer.isDone()) {
      throw http.notDone(answer, role.missing());
    }
    return Optional.of(new Done(false));
  }

  private ObjectNode resource(ScimRole role, ScimAnswer answer) throws ScimFailure {
    return answer.resource().orElseThrow(() -> http.refused(answer, role.missing()));
  }

  /** Whether a server that has PATCH did not understand {@code members[value eq "…"]}. */
  private static boolean refusesPath(ScimAnswer answer) {
    return answer.status() == 501
        || (answer.status() == 400
            && (answer.scimType().equalsIgnoreCase("invalidPath")
                || answer.scimType().equalsIgnoreCase("invalidFilter")));
  }

  // Not every server says why it refuses a path; a value to be added has a path that all know.
  private static boolean refusesPatch(ScimAnswer answer, boolean wanted) {
    return answer.status() == 405 || answer.status() == 501 || (!wanted && answer.status() == 400);
  }

  private static JsonNode patch(ScimRole role, boolean wanted) {
    return JsonUtils.valueToNode(
        new PatchRequest(
            wanted
                ? PatchOperation.add(role.whole(), role.asList())
                : PatchOperation.remove(role.one())));
  }

  private static JsonNode removalByValue(ScimRole role) {
    ObjectNode patch = JsonUtils.valueToNode(new PatchRequest(PatchOperation.remove(role.whole())));
    if (patch.path("Operations").path(0) instanceof ObjectNode operation) {
      operation.set("value", role.asList());
    }
    return patch;
  }
}
