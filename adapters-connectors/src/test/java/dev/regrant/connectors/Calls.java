package dev.regrant.connectors;

import dev.regrant.application.ConnectorCall;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.DeliveryItem;
import dev.regrant.domain.Origin;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRole;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.ResourceScope;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;

/** Calls of the engine, as the tests make them. */
final class Calls {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final InstantSource CLOCK = InstantSource.fixed(NOW);
  static final TenantId TENANT = new TenantId(new UUID(1, 1));

  private Calls() {}

  /** Membership of the group, with plenty of time. */
  static ConnectorCall member(String objectId, String group) {
    return call("Member_" + group, objectId, group, NOW.plus(Duration.ofMinutes(1)));
  }

  /** The same of a SCIM server's resource. */
  static ConnectorCall scim(String objectId, String originId) {
    return call("Scim", "Member_" + originId, objectId, originId, NOW.plus(Duration.ofMinutes(1)));
  }

  static ConnectorCall call(String role, String objectId, String group, Instant deadline) {
    return call("Ldap", role, objectId, group, deadline);
  }

  private static ConnectorCall call(
      String system, String role, String objectId, String group, Instant deadline) {
    return new ConnectorCall(
        TENANT,
        new AssignmentRequest.Id(new UUID(5, 1)),
        new DeliveryItem.Id(new UUID(6, 1)),
        "key",
        deadline,
        Subject.of(objectId),
        roleScope(system, role, group));
  }

  /** Membership of a group of a system. */
  static ResourceRoleScope membership(String originSystem, String group) {
    return roleScope(originSystem, "Member_" + group, group);
  }

  private static ResourceRoleScope roleScope(String originSystem, String role, String group) {
    var origin = new Origin(originSystem, group);
    return new ResourceRoleScope(
        new Resource.Id(new UUID(2, 1)),
        origin,
        new ResourceRole(
            new ResourceRole.Id(new UUID(3, 1)), "Member", "", new Origin(originSystem, role)),
        new ResourceScope(new ResourceScope.Id(new UUID(4, 1)), "Root", "", origin, true),
        NOW);
  }
}
