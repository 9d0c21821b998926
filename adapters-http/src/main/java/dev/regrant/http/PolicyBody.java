package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Name.v1Only;

import dev.regrant.domain.ApprovalSettings;
import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.OnBehalf;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import dev.regrant.domain.Expiration;
import dev.regrant.domain.PolicyTerms;
import dev.regrant.domain.PolicyTerms.AutomaticRequestSettings;
import dev.regrant.domain.PolicyTerms.CustomExtensionStageSetting;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.PolicyTerms.Extras;
import dev.regrant.domain.SubjectSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a policy is to say, from either version's shape. */
final class PolicyBody {
  private static final Name NAME = both("displayName");
  private static final Name TARGET_SCOPE = v1Only("allowedTargetScope");
  private static final Name TARGETS = v1Only("specificAllowedTargets");
  private static final Name EXPIRATION = v1Only("expiration");
  private static final Name DURATION_IN_DAYS = betaOnly("durationInDays");
  private static final Name EXPIRATION_TIME = betaOnly("expirationDateTime");
  private static final Name REQUESTORS = both("requestorSettings");
  private static final Name SCOPE_TYPE = betaOnly("scopeType");
  private static final Name ALLOWED_REQUESTORS = betaOnly("allowedRequestors");
  private static final Name SELF_ADD = v1Only("enableTargetsToSelfAddAccess");
  private static final Name SELF_UPDATE = v1Only("enableTargetsToSelfUpdateAccess");
  private static final Name SELF_REMOVE = v1Only("enableTargetsToSelfRemoveAccess");
  private static final Name ACCEPTS = betaOnly("acceptRequests");
  private static final Name CAN_EXTEND = betaOnly("canExtend");
  private static final Name OWN_SCHEDULE = v1Only("allowCustomAssignmentSchedule");
  private static final Name ON_BEHALF_REQUESTORS = v1Only("onBehalfRequestors");
  private static final Name APPROVAL = both("requestApprovalSettings");
  private static final Name QUESTIONS = both("questions");
  private static final Name AUTOMATIC = v1Only("automaticRequestSettings");
  private static final Name REVIEWS = names("reviewSettings", "accessReviewSettings");
  private static final Name NOTIFICATIONS =
      names("notificationSettings", "accessPackageNotificationSettings");
  private static final Name EXTENSIONS = both("customExtensionStageSettings");
  private static final Name EXTENSION = both("customExtension");
  private static final Name EXTENSION_ID = both("customExtensionId");

  /** What would change who gets access if it were ignored. */
  private static final Name CREDENTIALS = betaOnly("verifiableCredentialSettings");

  private static final Name HANDLERS = betaOnly("customExtensionHandlers");

  private final Body body;
  private final Optional<Body> requestors;
  private final Optional<PolicyTerms> before;

  private PolicyBody(Body body, Optional<PolicyTerms> before) {
    this.body = body;
    this.requestors = body.object(REQUESTORS);
    this.before = before;
  }

  /**
   * The terms that the body asks for.
   *
   * @param version the version of the call
   * @param before what the policy said so far: what the version has no words for stays
   */
  static PolicyTerms terms(Body body, ApiVersion version, Optional<PolicyTerms> before) {
    return new PolicyBody(body, version == ApiVersion.BETA ? before : Optional.empty()).terms();
  }

  private PolicyTerms terms() {
    refuseUnsupported();
    String name = body.required(NAME, body.text(NAME));
    return body.made(
        () ->
            new PolicyTerms(
                name,
                body.text(both("description")).orElse(""),
                targetScope(),
                targets(),
                expiration(),
                body.made(this::requestorSettings),
                body.object(APPROVAL)
                    .map(ApprovalSettingsFormat::read)
                    .orElse(ApprovalSettings.NONE),
                QuestionFormat.read(body, QUESTIONS),
                extras()));
  }

  private void refuseUnsupported() {
    body.object(CREDENTIALS)
        .filter(inner -> !inner.objects(both("credentialTypes")).isEmpty())
        .ifPresent(
            inner -> {
              throw body.unsupported(CREDENTIALS, "Verifiable credentials are not supported.");
            });
    if (!body.objects(HANDLERS).isEmpty()) {
      throw body.unsupported(
          HANDLERS, "'customExtensionHandlers' are not; use 'customExtensionStageSettings'.");
    }
  }

  private AllowedTargetScope targetScope() {
    return body.oneOf(TARGET_SCOPE, AllowedTargetScope.class)
        .or(() -> requestors.flatMap(this::scopeType))
        .orElse(AllowedTargetScope.NOT_SPECIFIED);
  }

  private Optional<AllowedTargetScope> scopeType(Body requestors) {
    return requestors
        .text(SCOPE_TYPE)
        .map(
            text ->
                before
                    .map(PolicyTerms::allowedTargetScope)
                    .filter(scope -> PolicyEntities.scopeType(scope).equalsIgnoreCase(text))
                    .or(() -> PolicyEntities.scope(text))
                    .orElseThrow(
                        () ->
                            requestors.invalid(
                                SCOPE_TYPE,
                                "'%s' is no scope; 'scopeType' can be: %s."
                                    .formatted(
                                        text,
                                        PolicyEntities.SCOPE_TYPES.values().stream()
                                            .distinct()
                                            .sorted()
                                            .collect(Collectors.joining(", "))))));
  }

  private List<SubjectSet> targets() {
    var targets = new ArrayList<>(SubjectSetFormat.read(body, TARGETS));
    requestors.ifPresent(inner -> targets.addAll(SubjectSetFormat.read(inner, ALLOWED_REQUESTORS)));
    return targets.stream().distinct().toList();
  }

  private Expiration expiration() {
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

  private RequestorSettings requestorSettings() {
    if (requestors.isEmpty()) {
      return new RequestorSettings(false, canExtend(), false, false, OnBehalf.NOBODY);
    }
    var given = requestors.get();
    var kept = before.map(PolicyTerms::requestorSettings);
    boolean accepts = given.bool(ACCEPTS).orElse(false);
    return new RequestorSettings(
        given.bool(SELF_ADD).orElse(accepts),
        given.bool(SELF_UPDATE).orElseGet(this::canExtend),
        // Beta has no switch of its own for giving access up.
        given
            .bool(SELF_REMOVE)
            .orElseGet(
                () -> kept.map(RequestorSettings::enableTargetsToSelfRemoveAccess).orElse(accepts)),
        given
            .bool(OWN_SCHEDULE)
            .orElseGet(
                () -> kept.map(RequestorSettings::allowCustomAssignmentSchedule).orElse(false)),
        onBehalf(given, kept.map(RequestorSettings::onBehalf).orElse(OnBehalf.NOBODY)));
  }

  private boolean canExtend() {
    return body.bool(CAN_EXTEND).orElse(false);
  }

  private static OnBehalf onBehalf(Body given, OnBehalf kept) {
    var add = given.bool(v1Only("enableOnBehalfRequestorsToAddAccess"));
    var update = given.bool(v1Only("enableOnBehalfRequestorsToUpdateAccess"));
    var remove = given.bool(v1Only("enableOnBehalfRequestorsToRemoveAccess"));
    var requestors = SubjectSetFormat.read(given, ON_BEHALF_REQUESTORS);
    return given.made(
        () ->
            new OnBehalf(
                add.orElse(kept.mayAdd()),
                update.orElse(kept.mayUpdate()),
                remove.orElse(kept.mayRemove()),
                requestors.isEmpty() ? kept.requestors() : requestors));
  }

  private Extras extras() {
    return new Extras(
        body.object(AUTOMATIC)
            .map(PolicyBody::automatic)
            .or(() -> before.flatMap(terms -> terms.extras().automaticRequestSettings())),
        body.object(REVIEWS).map(ReviewSettingsFormat::read),
        body.object(NOTIFICATIONS)
            .flatMap(inner -> inner.bool(both("isAssignmentNotificationDisabled")))
            .orElse(false),
        body.objects(EXTENSIONS).stream().map(PolicyBody::extension).toList());
  }

  private static AutomaticRequestSettings automatic(Body settings) {
    return settings.made(
        () ->
            new AutomaticRequestSettings(
                settings.bool(both("requestAccessForAllowedTargets")).orElse(false),
                settings.bool(both("removeAccessWhenTargetLeavesAllowedTargets")).orElse(false),
                settings.duration(both("gracePeriodBeforeAccessRemoval"))));
  }

  private static CustomExtensionStageSetting extension(Body setting) {
    var stage = both("stage");
    return new CustomExtensionStageSetting(
        setting.id(both("id")).orElse(CustomExtensionStageSetting.NO_ID),
        setting.required(stage, setting.oneOf(stage, ExtensionStage.class)),
        setting
            .reference(EXTENSION, EXTENSION_ID)
            .orElseThrow(
                () -> setting.invalid(EXTENSION, "The id of the custom extension is missing.")));
  }
}
