package dev.regrant.testkit;

import dev.regrant.application.Connector;
import dev.regrant.domain.Origin;
import dev.regrant.domain.ResourceRoleScope;
import dev.regrant.domain.Subject;
import dev.regrant.testkit.BreakableProxy.Mode;
import dev.regrant.testkit.InMemoryTarget.Membership;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

class InMemoryTargetTest extends ConnectorContract {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final InstantSource CLOCK = InstantSource.fixed(NOW);
  static final ResourceRoleScope STAFF = World.of(NOW, 1).accessPackage().roleScopes().getFirst();

  final InMemoryTarget target = new InMemoryTarget(STAFF.resourceOrigin().system());

  @Override
  protected Connector connector() {
    return target;
  }

  @Override
  protected Subject newSubject() {
    return Subject.of(UUID.randomUUID().toString());
  }

  @Override
  protected ResourceRoleScope roleScope() {
    return STAFF;
  }

  @Override
  protected boolean holds(Subject subject, ResourceRoleScope roleScope) {
    return target.memberships().contains(membership(subject, roleScope.resourceOrigin()));
  }

  @Override
  protected void set(Mode mode) {
    target.setDown(mode == Mode.REFUSE);
    if (mode == Mode.LOSE_NEXT_ANSWER) {
      target.loseNextAnswer(STAFF.resourceOrigin().id());
    }
  }

  @Override
  protected ResourceRoleScope unknownResource() {
    throw new AssertionError("it knows every resource");
  }

  @Override
  protected Set<String> secrets() {
    return Set.of();
  }

  @Override
  protected InstantSource clock() {
    return CLOCK;
  }

  @Override
  protected Map<Capability, String> unsupported() {
    return Map.of(
        Capability.UNKNOWN_SUBJECT, "it knows everybody",
        Capability.UNKNOWN_RESOURCE, "it knows every resource",
        Capability.HANG, "it answers on the caller's thread");
  }

  private static Membership membership(Subject subject, Origin resource) {
    return new Membership(subject.objectId(), resource.id());
  }
}
