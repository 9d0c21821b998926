package dev.regrant.http;

import static dev.regrant.http.Action.does;
import static dev.regrant.http.Action.makes;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Property.Kind.BOOLEAN;
import static dev.regrant.http.Property.Kind.TEXT;
import static dev.regrant.http.Property.Kind.TIME;
import static dev.regrant.http.Structure.named;

import dev.regrant.application.ChangeQuery;
import dev.regrant.application.EntityKind;
import dev.regrant.application.Subscription;
import dev.regrant.application.Subscription.ChangeType;
import dev.regrant.application.Subscription.Watched;
import dev.regrant.application.SubscriptionField;
import dev.regrant.domain.Actor;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Graph's change notifications: who is told what changes in requests and assignments. */
final class SubscriptionsApi {
  private static final Name CHANGE_TYPE = both("changeType");
  private static final Name URL = both("notificationUrl");
  private static final Name RESOURCE = both("resource");
  private static final Name EXPIRATION = both("expirationDateTime");
  private static final Name CLIENT_STATE = both("clientState");
  private static final Name TLS = both("latestSupportedTlsVersion");
  private static final String TLS_VERSION = "v1_2";
  private static final Set<String> TLS_VERSIONS = Set.of(TLS_VERSION, "v1_3");

  /** What Graph has beside, and this server has not. */
  private static final List<Name> UNSUPPORTED =
      List.of(
          both("lifecycleNotificationUrl"),
          both("encryptionCertificate"),
          both("encryptionCertificateId"),
          both("notificationQueryOptions"),
          both("notificationUrlAppId"));

  private static final String SERVICE = "identityGovernance/entitlementManagement/";
  private static final Pattern PATH =
      Pattern.compile(
          "/?" + SERVICE + "(\\w+)(?:/([^/?(]+)|\\('?([^/')]+)'?\\))?/?", Pattern.CASE_INSENSITIVE);
  private static final Map<String, ChangeQuery.Of> COLLECTIONS =
      Map.of(
          "assignmentRequests", ChangeQuery.Of.REQUESTS,
          "accessPackageAssignmentRequests", ChangeQuery.Of.REQUESTS,
          "assignments", ChangeQuery.Of.ASSIGNMENTS,
          "accessPackageAssignments", ChangeQuery.Of.ASSIGNMENTS);

  private static final Structure BODY =
      named("subscription")
          .required(CHANGE_TYPE, Structure.Plain.TEXT)
          .required(URL, Structure.Plain.TEXT)
          .required(RESOURCE, Structure.Plain.TEXT)
          .required(EXPIRATION, Structure.Plain.TIME)
          .member(CLIENT_STATE, Structure.Plain.TEXT)
          .member("includeResourceData", Structure.Plain.BOOLEAN)
          .member(TLS, Structure.Plain.TEXT);

  static final EntityType<Subscription> SUBSCRIPTION =
      EntityType.<Subscription>named("subscription", "subscriptions")
          .id(one -> one.id().value(), SubscriptionField.ID)
          .property(RESOURCE, TEXT, (one, view) -> one.terms().watched().resource())
          .property(
              both("applicationId"),
              TEXT,
              (one, view) ->
                  one.subscriber().actor().kind() == Actor.Kind.APPLICATION
                      ? one.subscriber().actor().id()
                      : null)
          .property(CHANGE_TYPE, TEXT, (one, view) -> changeTypes(one))
          // Told to who makes it, and to nobody afterwards.
          .property(CLIENT_STATE, TEXT, (one, view) -> null)
          .property(URL, TEXT, (one, view) -> one.terms().notificationUrl())
          .property(both("notificationQueryOptions"), TEXT, (one, view) -> null)
          .property(both("lifecycleNotificationUrl"), TEXT, (one, view) -> null)
          .property(EXPIRATION, TIME, (one, view) -> one.terms().expiresAt())
          .property(both("creatorId"), TEXT, (one, view) -> one.subscriber().actor().id())
          .property(both("includeResourceData"), BOOLEAN, (one, view) -> false)
          .property(TLS, TEXT, (one, view) -> TLS_VERSION)
          .property(both("encryptionCertificate"), TEXT, (one, view) -> null)
          .property(both("encryptionCertificateId"), TEXT, (one, view) -> null)
          .property(both("notificationUrlAppId"), TEXT, (one, view) -> null)
          .versioned(EntityKind.SUBSCRIPTION)
          .build();

  static final Root<Subscription> ROOT =
      new Root<>(
          both("subscriptions"),
          Optional.empty(),
          SUBSCRIPTION,
          Root.Source.made(SUBSCRIPTION, SubscriptionsApi::own),
          Map.of(
              "POST", makes(SUBSCRIPTION, BODY, SubscriptionsApi::create),
              "PATCH/{id}",
                  does(200, SubscriptionsApi::update, new Action.Entity(SUBSCRIPTION))
                      .or(204, new Action.Nothing())
                      .taking(BODY.change()),
              "DELETE/{id}", does(204, SubscriptionsApi::delete),
              "POST/{id}/reauthorize", does(204, SubscriptionsApi::reauthorize)));

  private SubscriptionsApi() {}

  private static Listing<Subscription> own(Reads reads) {
    return Listing.of(reads.value(reads.engine().subscriptions().list(reads.caller())));
  }

  private static String changeTypes(Subscription one) {
    return String.join(
        ",", one.terms().changeTypes().stream().sorted().map(WireFormat::lowerCamel).toList());
  }

  private static Answer create(Call call) {
    call.query().requireNone();
    var body = call.body();
    refuseUnsupported(body);
    var clientState = body.text(CLIENT_STATE);
    var made =
        Refusals.valueOf(
            call.engine()
                .subscriptions()
                .create(
                    call.reads().caller(),
                    watched(call, body, body.required(RESOURCE, body.text(RESOURCE))),
                    changeTypes(body, body.required(CHANGE_TYPE, body.text(CHANGE_TYPE))),
                    body.required(URL, body.text(URL)),
                    clientState,
                    body.required(EXPIRATION, body.time(EXPIRATION))),
            body::clientsWord);
    var answer = Answer.created(call, SUBSCRIPTION, made);
    answer.body().ifPresent(json -> json.put(CLIENT_STATE.canonical(), clientState.orElse(null)));
    return answer;
  }

  private static Answer update(Call call) {
    call.query().requireNone();
    var body = call.body();
    refuseUnsupported(body);
    var changed =
        Refusals.valueOf(
            call.engine()
                .subscriptions()
                .renew(
                    call.reads().caller(),
                    new Subscription.Id(call.id()),
                    body.time(EXPIRATION),
                    body.text(URL)),
            body::clientsWord);
    return Answer.entity(200, call, SUBSCRIPTION, changed, Selection.all());
  }

  private static Answer reauthorize(Call call) {
    call.query().requireNone();
    call.reads()
        .value(
            call.engine()
                .subscriptions()
                .renew(
                    call.reads().caller(),
                    new Subscription.Id(call.id()),
                    Optional.empty(),
                    Optional.empty()));
    return Answer.empty(204);
  }

  private static Answer delete(Call call) {
    call.query().requireNone();
    call.reads()
        .value(
            call.engine()
                .subscriptions()
                .delete(call.reads().caller(), new Subscription.Id(call.id())));
    return Answer.empty(204);
  }

  private static void refuseUnsupported(Body body) {
    for (Name name : UNSUPPORTED) {
      if (body.text(name).isPresent()) {
        throw body.unsupported(name, "'%s' is not supported.".formatted(name.canonical()));
      }
    }
    Name contents = both("includeResourceData");
    if (body.bool(contents).orElse(false)) {
      throw body.unsupported(contents, "Notifications hold ids, and no contents.");
    }
    body.text(TLS)
        .filter(version -> !TLS_VERSIONS.contains(version))
        .ifPresent(
            version -> {
              throw body.invalid(TLS, "must be v1_2 or v1_3, not " + version);
            });
  }

  private static Set<ChangeType> changeTypes(Body body, String text) {
    var types = EnumSet.noneOf(ChangeType.class);
    Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .map(
            name ->
                WireFormat.constant(ChangeType.class, name)
                    .orElseThrow(
                        () ->
                            body.invalid(
                                CHANGE_TYPE,
                                "must be some of %s, divided by commas, not '%s'"
                                    .formatted(WireFormat.names(ChangeType.class), text))))
        .forEach(types::add);
    return types;
  }

  private static Watched watched(Call call, Body body, String resource) {
    Matcher path = PATH.matcher(resource);
    String name = path.matches() ? path.group(1) : "";
    return COLLECTIONS.entrySet().stream()
        .filter(one -> one.getKey().equalsIgnoreCase(name))
        .filter(one -> isOf(call.view().version(), one.getKey()))
        .findFirst()
        .map(
            one ->
                new Watched(resource, SERVICE + one.getKey(), one.getValue(), entity(path, body)))
        .orElseThrow(
            () ->
                body.invalid(
                    RESOURCE,
                    "must be the path of requests or assignments or of one of them, such as %s, without a query, not '%s'"
                        .formatted(SERVICE + "assignmentRequests", resource)));
  }

  /** Beta has its own names, and requests by the name of v1.0, too. */
  private static boolean isOf(ApiVersion version, String collection) {
    return version == ApiVersion.BETA
        ? !collection.equals("assignments")
        : !collection.toLowerCase(Locale.ROOT).startsWith("accesspackage");
  }

  private static Optional<UUID> entity(Matcher path, Body body) {
    return Optional.ofNullable(path.group(2))
        .or(() -> Optional.ofNullable(path.group(3)))
        .map(
            id ->
                WireFormat.guid(id)
                    .orElseThrow(
                        () -> body.invalid(RESOURCE, "names no GUID: '%s'".formatted(id))));
  }
}
