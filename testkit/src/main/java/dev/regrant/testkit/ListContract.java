package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.application.AccessPackageField;
import dev.regrant.application.AssignmentField;
import dev.regrant.application.CatalogField;
import dev.regrant.application.Field;
import dev.regrant.application.Filter;
import dev.regrant.application.Order;
import dev.regrant.application.PolicyField;
import dev.regrant.application.Query;
import dev.regrant.application.RequestField;
import dev.regrant.application.ResourceField;
import dev.regrant.application.ResourceRequestField;
import dev.regrant.application.Store.Entities;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.Exclusions;
import dev.regrant.domain.Origin;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.RequestStatus;
import dev.regrant.domain.RequestType;
import dev.regrant.domain.Resource;
import dev.regrant.domain.ResourceRequest;
import dev.regrant.domain.Schedule;
import dev.regrant.domain.Subject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What lists hold, in which order, page by page. {@link Filter#matches} says what is right. */
abstract class ListContract extends ContractPart {
  private static final long SEED = 20260301;
  private static final int ENTITIES = 40;

  // Upper and lower case, signs and scripts, which collations and LIKE treat in ways of their own.
  private static final List<String> NAMES =
      List.of(
          "a", "A", "b", "B", "ab", "a b", "a_b", "a%b", "-a", "ä", "z", "é", "日本", "😀", "1",
          "10");

  private final Random random = new Random(SEED);

  private <V> V any(List<V> values) {
    return values.get(random.nextInt(values.size()));
  }

  private String anyName() {
    return any(NAMES);
  }

  private Instant anyTime() {
    return NOW.plus(random.nextInt(5) - 2, ChronoUnit.MICROS);
  }

  private List<UUID> ids(int count) {
    return IntStream.range(0, count).mapToObj(n -> World.nextId()).toList();
  }

  private <T> List<T> several(Function<Integer, T> entity) {
    return IntStream.range(0, ENTITIES).mapToObj(entity::apply).toList();
  }

  private Catalog anyCatalog() {
    return new Catalog(
        new Catalog.Id(World.nextId()),
        0,
        new Catalog.Terms(anyName(), "", true, true, anyUniqueName()),
        anyAuthorship());
  }

  private Authorship anyAuthorship() {
    return new Authorship(Optional.empty(), anyTime(), Optional.empty(), NOW);
  }

  private Optional<String> anyUniqueName() {
    return random.nextBoolean() ? Optional.empty() : Optional.of(anyName() + World.nextId());
  }

  @Test
  void catalogs_are_filtered_by_every_property() {
    assertListed(Kind.CATALOG, Tx::catalogs, CatalogField.values(), several(n -> anyCatalog()));
  }

  @Test
  void resources_are_filtered_by_every_property() {
    var catalogs = List.of(world(0).catalog().id(), world(0).catalog().id());

    assertListed(
        Kind.RESOURCE,
        Tx::resources,
        ResourceField.values(),
        several(
            n ->
                new Resource(
                    new Resource.Id(World.nextId()),
                    0,
                    any(catalogs),
                    anyName(),
                    "",
                    new Origin(any(List.of("Ldap", "Scim", "ldap")), anyName() + n),
                    List.of(),
                    List.of(),
                    anyAuthorship())));
  }

  @Test
  void requests_about_resources_are_filtered_by_every_property() {
    var catalogs = List.of(World.nextId(), World.nextId());

    assertListed(
        Kind.RESOURCE_REQUEST,
        Tx::resourceRequests,
        ResourceRequestField.values(),
        several(
            n ->
                new ResourceRequest(
                    new ResourceRequest.Id(World.nextId()),
                    0,
                    any(List.of(ResourceRequest.Type.values())),
                    new Resource(
                        new Resource.Id(any(catalogs)),
                        0,
                        new Catalog.Id(any(catalogs)),
                        "Group",
                        "",
                        new Origin(any(List.of("Ldap", "Scim", "ldap")), anyName() + "x"),
                        List.of(),
                        List.of(),
                        anyAuthorship()),
                    Optional.empty(),
                    Actor.user("admin"),
                    anyTime())));
  }

  @Test
  void packages_are_filtered_by_every_property() {
    var catalogs = several(n -> anyCatalog());
    run(tx -> tx.catalogs().saveAll(catalogs));

    assertListed(
        Kind.ACCESS_PACKAGE,
        Tx::accessPackages,
        AccessPackageField.values(),
        catalogs.stream()
            .flatMap(catalog -> Stream.of(named("a", catalog), named(anyName() + "x", catalog)))
            .toList());
  }

  private Exclusions anyExclusions() {
    return new Exclusions(
        Stream.of(1, 2, 3)
            .filter(n -> random.nextBoolean())
            .map(n -> new AccessPackage.Id(new UUID(n, n)))
            .collect(Collectors.toSet()),
        Set.of());
  }

  private AccessPackage named(String displayName, Catalog catalog) {
    return new AccessPackage(
        new AccessPackage.Id(World.nextId()),
        0,
        catalog.id(),
        new AccessPackage.Terms(displayName, "", false, false, anyUniqueName()),
        List.of(),
        anyExclusions(),
        anyAuthorship(),
        Optional.empty());
  }

  @Test
  void policies_are_filtered_by_every_property() {
    var worlds = List.of(world(0), world(0), world(0));

    assertListed(
        Kind.POLICY,
        Tx::policies,
        PolicyField.values(),
        several(
            n -> {
              var world = any(worlds);
              return new AssignmentPolicy(
                  new AssignmentPolicy.Id(World.nextId()),
                  0,
                  world.accessPackage().id(),
                  world.catalog().id(),
                  PolicyTerms.of(
                      anyName() + n,
                      world.policy().allowedTargetScope(),
                      List.of(),
                      world.policy().expiration(),
                      world.policy().requestorSettings()),
                  anyTime(),
                  NOW);
            }));
  }

  @Test
  void assignments_are_filtered_by_every_property() {
    var ids = ids(3);

    assertListed(
        Kind.ASSIGNMENT,
        Tx::assignments,
        AssignmentField.values(),
        several(
            n -> {
              var state = any(List.of(Assignment.State.values()));
              return new Assignment(
                  new Assignment.Id(World.nextId()),
                  0,
                  new AccessPackage.Id(any(ids)),
                  new AssignmentPolicy.Id(any(ids)),
                  new Catalog.Id(any(ids)),
                  Subject.of(anyName()),
                  state,
                  Schedule.UNSPECIFIED,
                  state == Assignment.State.EXPIRED ? Optional.of(anyTime()) : Optional.empty(),
                  Optional.empty(),
                  anyName(),
                  false,
                  Optional.empty());
            }));
  }

  private List<AssignmentRequest> anyRequests() {
    var worlds = List.of(World.of(NOW, 2), World.of(NOW, 2), World.of(NOW, 2));
    var requests = new ArrayList<AssignmentRequest>();
    for (int n = 0; n < ENTITIES; n++) {
      var world = any(worlds).at(anyTime());
      var status = any(List.of(RequestStatus.values()));
      // Requests under way exclude others about the same person.
      requests.add(world.request(status, status.isFinished() ? anyName() : anyName() + n));
    }
    for (RequestType type : RequestType.values()) {
      requests.add(
          any(worlds).at(anyTime()).submitted(type, anyName() + type, Schedule.UNSPECIFIED));
    }
    return requests;
  }

  @Test
  void requests_are_filtered_by_every_property() {
    assertListed(Kind.REQUEST, Tx::requests, RequestField.values(), anyRequests());
  }

  private <I, T> void assertListed(
      Kind<I, T> kind, Function<Tx, Entities<I, T>> entities, Field<T>[] fields, List<T> data) {
    run(tx -> entities.apply(tx).saveAll(data));
    // With what was there before.
    var all = list(entities, new Query<>(Filter.everything(), Query.MAX_LIMIT, Optional.empty()));
    assertThat(all).containsAll(data.stream().map(kind::saved).toList());
    var cases = new QueryCases<>(random, List.of(fields), data);

    for (Filter<T> filter : cases.filters()) {
      var matching = all.stream().filter(filter::matches).toList();
      assertThat(list(entities, new Query<>(filter, Query.MAX_LIMIT, Optional.empty())))
          .as("seed %d, %s", SEED, filter)
          .isEqualTo(newestFirst(kind, matching));
      long count = call(tx -> entities.apply(tx).count(filter));
      assertThat(count).as("seed %d, %s", SEED, filter).isEqualTo(matching.size());
    }
    for (List<Order<T>> order : cases.orders()) {
      int limit = 1 + random.nextInt(all.size());
      int skip = random.nextInt(3);
      var query =
          new Query<>(Filter.<T>everything(), order, limit, skip, Optional.<Query.Place>empty());
      assertThat(list(entities, query))
          .as("seed %d, %s, pages of %d after %d", SEED, order, limit, skip)
          .isEqualTo(
              all.stream()
                  .sorted(
                      Comparator.comparing(
                          one -> query.placeOf(one, kind.uuidOf(one)), query.places()))
                  .skip(skip)
                  .toList());
    }
  }

  private static <I, T> List<T> newestFirst(Kind<I, T> kind, List<T> entities) {
    return entities.stream()
        .sorted((one, other) -> Order.compare(kind.uuidOf(other), kind.uuidOf(one)))
        .toList();
  }

  @Test
  void pages_are_of_the_limit_and_the_last_one_says_so() {
    var world = World.of(NOW, 1);
    var requests = several(n -> world.submitted("person-" + n));
    run(tx -> tx.requests().saveAll(requests));

    for (int limit : List.of(1, 7, ENTITIES / 2, ENTITIES - 1, ENTITIES, ENTITIES + 1)) {
      Query<AssignmentRequest> first = new Query<>(Filter.everything(), limit, Optional.empty());
      var page = call(tx -> tx.requests().list(first));

      assertThat(page.items()).hasSize(Math.min(limit, ENTITIES));
      assertThat(page.next().isPresent()).isEqualTo(limit < ENTITIES);
      assertThat(list(Tx::requests, first))
          .isEqualTo(requests.reversed().stream().map(request -> request.withVersion(1)).toList());
    }
  }

  @Test
  void entities_added_meanwhile_do_not_move_what_follows() {
    var world = World.of(NOW, 1);
    var requests = several(n -> world.submitted("person-" + n));
    run(tx -> tx.requests().saveAll(requests));
    Query<AssignmentRequest> first = new Query<>(Filter.everything(), 10, Optional.empty());
    var page = call(tx -> tx.requests().list(first));

    run(tx -> tx.requests().save(world.submitted("late")));
    var rest = list(Tx::requests, new Query<>(Filter.everything(), 10, page.next()));

    assertThat(Stream.concat(page.items().stream(), rest.stream()))
        .extracting(AssignmentRequest::id)
        .isEqualTo(requests.reversed().stream().map(AssignmentRequest::id).toList());
  }

  @Test
  void a_page_can_begin_after_an_id_that_does_not_exist() {
    var world = World.of(NOW, 1);
    var older = stored(world.submitted("older"));
    var between = World.nextId();
    stored(world.submitted("newer"));

    var page =
        call(tx -> tx.requests().list(new Query<>(Filter.everything(), 5, Optional.of(between))));

    assertThat(page.items()).containsExactly(older);
    assertThat(page.next()).isEmpty();
  }

  @Test
  void listed_requests_have_their_items_and_attempts() {
    var requests = World.of(NOW, 3).requestsInEveryStatus();
    run(tx -> tx.requests().saveAll(requests));

    var listed =
        list(Tx::requests, new Query<>(Filter.everything(), Query.MAX_LIMIT, Optional.empty()));

    assertThat(listed)
        .containsExactlyInAnyOrderElementsOf(
            requests.stream().map(request -> request.withVersion(1)).toList());
  }
}
