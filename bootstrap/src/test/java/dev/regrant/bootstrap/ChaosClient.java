package dev.regrant.bootstrap;

import dev.regrant.bootstrap.ChaosServers.Answer;
import dev.regrant.bootstrap.MembershipRecord.Membership;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Asks for access of its own people and gives it up again, one request after the other, and
 * reprocesses what was not delivered, until it is. Not thread-safe.
 */
final class ChaosClient {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Duration PAUSE = Duration.ofMillis(100);

  /** What can be asked for: a package, its policy, and the names of its groups. */
  record Offer(String accessPackage, String policy, List<String> groups) {}

  /** Somebody, who may get an offer. */
  record Seat(String uid, String objectId, Offer offer) {
    List<Membership> memberships() {
      return offer.groups().stream().map(group -> new Membership(uid, group)).toList();
    }
  }

  private static final class Place {
    final Seat seat;
    Optional<String> assignment = Optional.empty();

    Place(Seat seat) {
      this.seat = seat;
    }
  }

  private final ChaosServers servers;
  private final MembershipRecord record;
  private final Random random;
  private final List<Place> places;
  private final List<String> accepted = new ArrayList<>();
  private int reprocessed;

  ChaosClient(
      ChaosServers servers, MembershipRecord record, Random random, Collection<Seat> seats) {
    this.servers = servers;
    this.record = record;
    this.random = random;
    this.places = seats.stream().map(Place::new).toList();
  }

  /** Works until told to end; what it has begun it carries through. */
  void run(BooleanSupplier isOver) throws InterruptedException {
    while (!isOver.getAsBoolean()) {
      var place = places.get(random.nextInt(places.size()));
      boolean isHeld = place.assignment.isPresent();
      place.seat.memberships().forEach(membership -> record.want(membership, !isHeld));
      String id = submitted(isHeld ? removal(place) : grant(place.seat));
      var request = delivered("/assignmentRequests/" + id);
      place.assignment =
          isHeld
              ? Optional.empty()
              : Optional.of(request.getJsonObject("assignment").getString("id"));
    }
  }

  private static JsonObject grant(Seat seat) {
    return new JsonObject()
        .put("requestType", "adminAdd")
        .put(
            "assignment",
            new JsonObject()
                .put("targetId", seat.objectId())
                .put("accessPackageId", seat.offer().accessPackage())
                .put("assignmentPolicyId", seat.offer().policy()));
  }

  private static JsonObject removal(Place place) {
    return new JsonObject()
        .put("requestType", "adminRemove")
        .put("assignment", new JsonObject().put("id", place.assignment.orElseThrow()));
  }

  private String submitted(JsonObject body) throws InterruptedException {
    var answer = expect(201, call("POST", "/assignmentRequests", body), "request " + body);
    String id = answer.getString("id");
    accepted.add(id);
    return id;
  }

  private JsonObject delivered(String path) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var read = call("GET", path + "?$expand=assignment($select=id)", new JsonObject());
      var request = expect(200, read, path);
      switch (request.getString("state")) {
        case "delivered" -> {
          return request;
        }
        case "deliveryFailed", "partiallyDelivered" -> {
          reprocess(path);
        }
        case "submitted", "delivering" -> {}
        default -> throw new AssertionError(path + " is " + request.encode());
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("%s is still %s".formatted(path, request.getString("state")));
      }
      Thread.sleep(PAUSE);
    }
  }

  private void reprocess(String path) throws InterruptedException {
    var answer = call("POST", path + "/reprocess", new JsonObject());
    // While a connector is not to be used: later.
    if (!isRefusedForNow(answer)) {
      expect(202, answer, path + "/reprocess");
      reprocessed++;
    }
  }

  private static boolean isRefusedForNow(Answer answer) {
    if (answer.status() != 409) {
      return false;
    }
    var error = answer.body().getJsonObject("error");
    return error.getString("code").equals("ReprocessRefused")
        && error.getJsonArray("details").stream()
            .allMatch(
                detail -> ((JsonObject) detail).getString("code").equals("connectorUnavailable"));
  }

  private Answer call(String method, String path, JsonObject body) throws InterruptedException {
    return servers.call(
        method,
        path,
        body,
        method.equals("GET") ? Optional.empty() : Optional.of(UUID.randomUUID().toString()));
  }

  private static JsonObject expect(int status, Answer answer, String what) {
    if (answer.status() != status) {
      throw new AssertionError(
          "%s answered %d and not %d: %s".formatted(what, answer.status(), status, answer.body()));
    }
    return answer.body();
  }

  /** The ids of the requests that were answered with 201. */
  List<String> accepted() {
    return accepted;
  }

  /** How many reprocess calls were answered with 202. */
  int reprocessed() {
    return reprocessed;
  }

  /** What must be held now. */
  Set<Membership> held() {
    return places.stream()
        .filter(place -> place.assignment.isPresent())
        .flatMap(place -> place.seat.memberships().stream())
        .collect(Collectors.toSet());
  }
}
