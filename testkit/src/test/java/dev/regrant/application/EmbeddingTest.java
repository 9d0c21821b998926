package dev.regrant.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.DeliveryOutcome;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.Origin;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.RequestState;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import dev.regrant.domain.TenantId;
import dev.regrant.testkit.InMemoryDirectory;
import dev.regrant.testkit.InMemoryStore;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The README's example: an engine inside another program, with a connector of its own. */
class EmbeddingTest {
  /** Who is in which chat room. */
  record ChatRooms(Set<String> members) implements Connector {
    @Override
    public Description description() {
      return new Description("Chat", List.of("Member"), Limits.concurrent(4));
    }

    @Override
    public DeliveryOutcome grant(ConnectorCall call) {
      return new DeliveryOutcome.Done(!members.add(seat(call)));
    }

    @Override
    public DeliveryOutcome revoke(ConnectorCall call) {
      return new DeliveryOutcome.Done(!members.remove(seat(call)));
    }

    @Override
    public Presence verify(ConnectorCall call) {
      return members.contains(seat(call)) ? Presence.PRESENT : Presence.ABSENT;
    }

    private static String seat(ConnectorCall call) {
      return call.subject().objectId() + " in " + call.roleScope().resourceOrigin().id();
    }
  }

  @Test
  void an_engine_of_one_store_one_connector_and_one_directory_delivers() {
    var rooms = new ChatRooms(ConcurrentHashMap.newKeySet());
    var admin =
        new Caller(
            new TenantId(new UUID(0, 1)),
            Actor.application("admin"),
            Set.of(Permission.READ_WRITE_ALL));

    try (var engine =
        AccessRequestEngine.builder()
            .store(new InMemoryStore())
            .directory(new InMemoryDirectory().with(Subject.of("alice")))
            .connector(rooms)
            .build()) {
      var catalogs = engine.catalogs();
      var resources = engine.resources();
      var accessPackages = engine.accessPackages();
      var catalog = done(catalogs.createCatalog(admin, Catalog.Terms.named("Chat"))).id();
      var room = new Origin("Chat", "lobby");
      done(resources.add(admin, catalog, Resources.Description.of(room)));
      var lobby =
          done(accessPackages.create(admin, catalog, AccessPackage.Terms.named("Lobby"))).id();
      done(accessPackages.addRoleScope(admin, lobby, Scene.member(room)));
      var policy =
          done(engine
                  .policies()
                  .create(
                      admin,
                      lobby,
                      PolicyTerms.of(
                          "Direct",
                          AllowedTargetScope.NOT_SPECIFIED,
                          List.of(),
                          new Expiration.NoExpiration(),
                          RequestorSettings.self(false, true, false))))
              .id();

      var request =
          done(
              engine
                  .requests()
                  .submit(
                      admin,
                      new Submission(
                          RequestType.ADMIN_ADD,
                          Optional.of(lobby),
                          Optional.of(policy),
                          Optional.of(new Submission.Target.ByObjectId("alice")),
                          Optional.empty(),
                          Schedule.UNSPECIFIED,
                          Optional.empty()),
                      Optional.empty()));
      Scene.settle(engine);

      assertThat(state(engine, admin, request)).isEqualTo(RequestState.DELIVERED);
      assertThat(rooms.members()).containsExactly("alice in lobby");
    }
  }

  private static RequestState state(
      AccessRequestEngine engine, Caller caller, AssignmentRequest request) {
    return done(engine.requests().lookup().find(caller, request.id())).state();
  }

  private static <T> T done(Outcome<T> outcome) {
    return Scene.done(outcome);
  }

  @Test
  void neither_a_server_nor_a_database_library_is_needed() {
    for (String type :
        List.of("io.vertx.core.Vertx", "org.jdbi.v3.core.Jdbi", "org.postgresql.Driver")) {
      assertThatThrownBy(() -> Class.forName(type)).isInstanceOf(ClassNotFoundException.class);
    }
  }
}
