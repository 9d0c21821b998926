package dev.regrant.http;

import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static dev.regrant.http.Name.v1Only;

import dev.regrant.domain.Expiration;
import dev.regrant.domain.ReviewSettings;
import dev.regrant.domain.ReviewSettings.Behavior;
import dev.regrant.domain.ReviewSettings.Recurrence;
import dev.regrant.domain.SubjectSet;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How access is to be reviewed, in either version's shape. */
final class ReviewSettingsFormat {
  private static final Name ENABLED = both("isEnabled");
  private static final Name BEHAVIOR = names("expirationBehavior", "accessReviewTimeoutBehavior");
  private static final Name RECOMMENDATION =
      names("isRecommendationEnabled", "isAccessRecommendationEnabled");
  private static final Name JUSTIFICATION =
      names("isReviewerJustificationRequired", "isApprovalJustificationRequired");
  private static final Name SELF = v1Only("isSelfReview");
  private static final Name SCHEDULE = v1Only("schedule");
  private static final Name START = both("startDateTime");
  private static final Name EXPIRATION = both("expiration");
  private static final Name RECURRENCE = both("recurrence");
  private static final Name REVIEWERS = names("primaryReviewers", "reviewers");
  private static final Name FALLBACK_REVIEWERS = v1Only("fallbackReviewers");
  private static final Name DURATION_IN_DAYS = betaOnly("durationInDays");
  private static final Name RECURRENCE_TYPE = betaOnly("recurrenceType");
  private static final Name REVIEWER_TYPE = betaOnly("reviewerType");

  private static final String BY_MANAGER = "Manager";
  private static final String BY_SELF = "Self";
  private static final List<String> REVIEWER_TYPES = List.of(BY_SELF, "Reviewers", BY_MANAGER);

  private ReviewSettingsFormat() {}

  static ReviewSettings read(Body settings) {
    var schedule = settings.object(SCHEDULE);
    var reviewerType = reviewerType(settings);
    Optional<Instant> start =
        schedule.flatMap(one -> one.time(START)).or(() -> settings.time(START));
    Expiration expiration =
        schedule
            .flatMap(one -> one.object(EXPIRATION))
            .map(Body::expiration)
            .or(
                () ->
                    settings
                        .integer(DURATION_IN_DAYS)
                        .filter(days -> days != 0)
                        .map(
                            days ->
                                settings.checked(
                                    DURATION_IN_DAYS,
                                    () -> new Expiration.AfterDuration(Duration.ofDays(days)))))
            .orElseGet(Expiration.NotSpecified::new);
    Optional<Recurrence> recurrence =
        schedule
            .flatMap(one -> one.object(RECURRENCE))
            .map(RecurrenceFormat::read)
            .or(
                () ->
                    settings
                        .text(RECURRENCE_TYPE)
                        .flatMap(
                            type ->
                                RecurrenceFormat.ofType(type)
                                    .orElseThrow(
                                        () ->
                                            settings.invalid(
                                                RECURRENCE_TYPE,
                                                "'%s' is no recurrence; there are: %s."
                                                    .formatted(type, RecurrenceFormat.types())))));
    var reviewers = SubjectSetFormat.given(settings, REVIEWERS);
    return settings.made(
        () ->
            new ReviewSettings(
                settings.bool(ENABLED).orElse(false),
                settings.oneOf(BEHAVIOR, Behavior.class).orElse(Behavior.KEEP_ACCESS),
                settings.bool(RECOMMENDATION).orElse(false),
                settings.bool(JUSTIFICATION).orElse(false),
                settings
                    .bool(SELF)
                    .orElse(reviewerType.filter(BY_SELF::equalsIgnoreCase).isPresent()),
                start,
                expiration,
                recurrence,
                primary(reviewers, reviewerType),
                fallbacks(settings, reviewers)));
  }

  private static Optional<String> reviewerType(Body settings) {
    var type = settings.text(REVIEWER_TYPE);
    type.filter(one -> REVIEWER_TYPES.stream().noneMatch(one::equalsIgnoreCase))
        .ifPresent(
            one -> {
              throw settings.invalid(
                  REVIEWER_TYPE,
                  "'%s' is no reviewerType; there are: %s."
                      .formatted(one, String.join(", ", REVIEWER_TYPES)));
            });
    return type;
  }

  private static List<SubjectSet> primary(
      List<SubjectSetFormat.Given> reviewers, Optional<String> reviewerType) {
    var named =
        reviewers.stream()
            .filter(one -> !one.isFallback())
            .map(SubjectSetFormat.Given::set)
            .toList();
    return named.isEmpty() && reviewerType.filter(BY_MANAGER::equalsIgnoreCase).isPresent()
        ? List.of(SubjectSet.requestorManager(1))
        : named;
  }

  private static List<SubjectSet> fallbacks(Body settings, List<SubjectSetFormat.Given> reviewers) {
    var marked =
        reviewers.stream()
            .filter(SubjectSetFormat.Given::isFallback)
            .map(SubjectSetFormat.Given::set)
            .toList();
    return marked.isEmpty() ? SubjectSetFormat.read(settings, FALLBACK_REVIEWERS) : marked;
  }

  static JsonObject json(ReviewSettings settings, ApiVersion version) {
    return switch (version) {
      case V1 ->
          new JsonObject()
              .put("isEnabled", settings.isEnabled())
              .put("expirationBehavior", WireFormat.lowerCamel(settings.expirationBehavior()))
              .put("isRecommendationEnabled", settings.isRecommendationEnabled())
              .put("isReviewerJustificationRequired", settings.isReviewerJustificationRequired())
              .put("isSelfReview", settings.isSelfReview())
              .put(
                  "schedule",
                  new JsonObject()
                      .put(
                          "startDateTime",
                          settings.startDateTime().map(WireFormat::time).orElse(null))
                      .put("expiration", WireFormat.expiration(settings.expiration()))
                      .put(
                          "recurrence",
                          settings.recurrence().map(RecurrenceFormat::json).orElse(null)))
              .put("primaryReviewers", SubjectSetFormat.json(settings.primaryReviewers(), version))
              .put(
                  "fallbackReviewers",
                  SubjectSetFormat.json(settings.fallbackReviewers(), version));
      case BETA ->
          new JsonObject()
              .put("isEnabled", settings.isEnabled())
              .put("recurrenceType", RecurrenceFormat.type(settings.recurrence()))
              .put("reviewerType", reviewerType(settings))
              .put("startDateTime", settings.startDateTime().map(WireFormat::time).orElse(null))
              .put("durationInDays", PolicyEntities.days(settings.expiration()))
              .put("isAccessRecommendationEnabled", settings.isRecommendationEnabled())
              .put("isApprovalJustificationRequired", settings.isReviewerJustificationRequired())
              .put(
                  "accessReviewTimeoutBehavior",
                  WireFormat.lowerCamel(settings.expirationBehavior()))
              .put(
                  "reviewers",
                  SubjectSetFormat.beta(settings.primaryReviewers(), settings.fallbackReviewers()));
    };
  }

  private static String reviewerType(ReviewSettings settings) {
    if (settings.isSelfReview()) {
      return BY_SELF;
    }
    return settings.primaryReviewers().stream().anyMatch(one -> one.kind().isManager())
        ? BY_MANAGER
        : "Reviewers";
  }
}
