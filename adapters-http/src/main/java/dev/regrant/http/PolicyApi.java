package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Name.v1Only;

import dev.regrant.application.PolicyTerms;
import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.Expiration;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes assignment policies, from either version's shape. */
final class PolicyApi {
  private static final Name NAME = both("displayName");
  private static final Name PACKAGE = both("accessPackage");
  private static final Name PACKAGE_ID = both("accessPackageId");
  private static final Name TARGET_SCOPE = v1Only("allowedTargetScope");
  private static final Name TARGETS = v1Only("specificAllowedTargets");
  private static final Name EXPIRATION = v1Only("expiration");
  private static final Name DURATION_IN_DAYS = betaOnly("durationInDays");
  private static final Name EXPIRATION_TIME = betaOnly("expirationDateTime");
  private static final Name REQUESTORS = both("requestorSettings");
  private static final Name SCOPE_TYPE = betaOnly("scopeType");
  private static final Name ALLOWED_REQUESTORS = betaOnly("allowedRequestors");
  private static final Name ODATA_TYPE = both("@odata.type");
  private static final Name USER_ID = names("userId", "id");
  private static final Name SELF_ADD = v1Only("enableTargetsToSelfAddAccess");
  private static final Name SELF_REMOVE = v1Only("enableTargetsToSelfRemoveAccess");
  private static final Name ACCEPTS = betaOnly("acceptRequests");
  private static final Name OWN_SCHEDULE = v1Only("allowCustomAssignmentSchedule");

  /** What would change who gets access if it were ignored: the switch, and the object it is in. */
  private static final List<Map.Entry<Name, Name>> UNSUPPORTED =
      List.of(
          Map.entry(
              both("requestApprovalSettings"),
              names("isApprovalRequiredForAdd", "isApprovalRequired")),
          Map.entry(
              both("requestApprovalSettings"),
              names("isApprovalRequiredForUpdate", "isApprovalRequiredForExtension")),
          Map.entry(names("reviewSettings", "accessReviewSettings"), both("isEnabled")),
          Map.entry(v1Only("automaticRequestSettings"), both("requestAccessForAllowedTargets")));

  private PolicyApi() {}

  static Answer create(Call call) {
    call.query().requireNone();
    var body = call.body();
    refuseUnsupported(body);
    var accessPackage =
        body.reference(PACKAGE, PACKAGE_ID)
            .orElseThrow(
                () ->
                    body.invalid(
                        call.view().version() == ApiVersion.V1 ? PACKAGE : PACKAGE_ID,
                        "The access package is missing: 'accessPackage' with its 'id', or"
                            + " 'accessPackageId'."));
    var policy =
        Refusals.valueOf(
            call.engine()
                .catalogs()
                .createPolicy(
                    call.reads().caller(), new AccessPackage.Id(accessPackage), terms(body)),
            body::clientsWord);
    return Answer.created(call, PolicyEntities.POLICY, policy);
  }

  private static void refuseUnsupported(Body body) {
    for (var one : UNSUPPORTED) {
      body.object(one.getKey())
          .filter(inner -> inner.bool(one.getValue()).orElse(false))
          .ifPresent(
              inner -> {
                throw inner.unsupported(
                    one.getValue(), "This is not supported yet; it must be false or left out.");
              });
    }
    var questions = both("questions");
    if (!body.objects(questions).isEmpty()) {
      throw body.unsupported(questions, "'questions' are not supported yet.");
    }
  }

  private static PolicyTerms terms(Body body) {
    var requestors = body.object(REQUESTORS);
    return new PolicyTerms(
        body.required(NAME, body.text(NAME)),
        body.text(both("description")).orElse(""),
        targetScope(body, requestors),
        targets(body, requestors),
        expiration(body),
        requestors
            .map(PolicyApi::settings)
            .orElseGet(() -> new RequestorSettings(false, false, false)));
  }

  private static AllowedTargetScope targetScope(Body body, Optional<Body> requestors) {
    return body.oneOf(TARGET_SCOPE, AllowedTargetScope.class)
        .or(() -> requestors.flatMap(PolicyApi::scopeType))
        .orElse(AllowedTargetScope.NOT_SPECIFIED);
  }

  private static Optional<AllowedTargetScope> scopeType(Body requestors) {
    return requestors
        .text(SCOPE_TYPE)
        .map(
            text ->
                PolicyEntities.SCOPE_TYPES.entrySet().stream()
                    .filter(one -> one.getValue().equalsIgnoreCase(text))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(
                        () ->
                            requestors.invalid(
                                SCOPE_TYPE,
                                "'%s' is not supported; 'scopeType' can be: %s."
                                    .formatted(
                                        text,
                                        PolicyEntities.SCOPE_TYPES.values().stream()
                                            .sorted()
                                            .collect(Collectors.joining(", "))))));
  }

  private static Set<String> targets(Body body, Optional<Body> requestors) {
    Set<String> ids = new HashSet<>();
    body.objects(TARGETS).forEach(one -> ids.add(user(one)));
    requestors.ifPresent(
        inner -> inner.objects(ALLOWED_REQUESTORS).forEach(one -> ids.add(user(one))));
    return ids;
  }

  private static String user(Body target) {
    String type = target.text(ODATA_TYPE).orElse("#microsoft.graph.singleUser");
    if (!type.replaceFirst("^#", "").equalsIgnoreCase("microsoft.graph.singleUser")) {
      throw target.unsupported(
          ODATA_TYPE,
          "'%s' is not supported; only '#microsoft.graph.singleUser' is.".formatted(type));
    }
    return target.required(USER_ID, target.text(USER_ID));
  }

  private static Expiration expiration(Body body) {
    var pattern = body.object(EXPIRATION);
    if (pattern.isPresent()) {
      return switch (pattern.get().expiration()) {
        // A policy has nobody else to ask: what it does not limit has no end.
        case Expiration.NotSpecified n -> new Expiration.NoExpiration();
        case Expiration said -> said;
      };
    }
    Optional<Expiration> at = body.time(EXPIRATION_TIME).map(Expiration.AfterDateTime::new);
    return at.or(
            () ->
                body.integer(DURATION_IN_DAYS)
                    .filter(days -> days != 0)
                    .map(
                        days ->
                            body.checked(
                                DURATION_IN_DAYS,
                                () -> new Expiration.AfterDuration(Duration.ofDays(days)))))
        .orElseGet(() -> new Expiration.NoExpiration());
  }

  private static RequestorSettings settings(Body requestors) {
    boolean accepts = requestors.bool(ACCEPTS).orElse(false);
    return new RequestorSettings(
        requestors.bool(SELF_ADD).orElse(accepts),
        // Beta has no switch of its own for giving access up.
        requestors.bool(SELF_REMOVE).orElse(accepts),
        requestors.bool(OWN_SCHEDULE).orElse(false));
  }
}
