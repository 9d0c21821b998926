package dev.regrant.domain;

import dev.regrant.domain.AssignmentPolicy.AllowedTargetScope;
import dev.regrant.domain.AssignmentPolicy.RequestorSettings;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What a policy says.
 *
 * @param allowedTargetScope the circle of people who may get the package
 * @param specificAllowedTargets who they are, where the circle is a list
 * @param expiration when access ends if a request says nothing
 * @param requestorSettings what people may do for themselves and others
 * @param approvalSettings who must approve
 * @param questions what is asked of whoever asks
 * @param extras what the engine does not act on by itself
 */
public record PolicyTerms(
    String displayName,
    String description,
    AllowedTargetScope allowedTargetScope,
    List<SubjectSet> specificAllowedTargets,
    Expiration expiration,
    RequestorSettings requestorSettings,
    ApprovalSettings approvalSettings,
    List<Question> questions,
    Extras extras) {
  /**
   * Parts of a policy that are kept, and that the engine does not act on by itself.
   *
   * @param automaticRequestSettings that access is given without being asked for
   * @param reviewSettings that access is reviewed
   * @param isAssignmentNotificationDisabled that people are not told
   * @param customExtensionStageSettings what is called, and when
   */
  public record Extras(
      Optional<AutomaticRequestSettings> automaticRequestSettings,
      Optional<ReviewSettings> reviewSettings,
      boolean isAssignmentNotificationDisabled,
      List<CustomExtensionStageSetting> customExtensionStageSettings) {
    /** None of them. */
    public static final Extras NONE =
        new Extras(Optional.empty(), Optional.empty(), false, List.of());

    public Extras {
      Lists.limited("customExtensionStageSettings", customExtensionStageSettings, MAX_EXTENSIONS);
      customExtensionStageSettings = List.copyOf(customExtensionStageSettings);
    }
  }

  /** That access is given without being asked for: Graph's {@code automaticRequestSettings}. */
  public record AutomaticRequestSettings(
      boolean requestAccessForAllowedTargets,
      boolean removeAccessWhenTargetLeavesAllowedTargets,
      Optional<Duration> gracePeriodBeforeAccessRemoval) {
    public AutomaticRequestSettings {
      if (gracePeriodBeforeAccessRemoval
          .filter(grace -> grace.isNegative() || grace.compareTo(Expiration.LONGEST) > 0)
          .isPresent()) {
        throw new InvalidMemberException(
            "gracePeriodBeforeAccessRemoval",
            "must not be negative, and at most %d days".formatted(Expiration.LONGEST.toDays()));
      }
    }
  }

  /** When a custom extension is called: Graph's {@code accessPackageCustomExtensionStage}. */
  public enum ExtensionStage {
    /** When a request was made. */
    ASSIGNMENT_REQUEST_CREATED,
    /** When it was approved. */
    ASSIGNMENT_REQUEST_APPROVED,
    /** When access is given. */
    ASSIGNMENT_REQUEST_GRANTED,
    /** When access is taken away. */
    ASSIGNMENT_REQUEST_REMOVED,
    /** Two weeks before access ends. */
    ASSIGNMENT_FOURTEEN_DAYS_BEFORE_EXPIRATION,
    /** A day before access ends. */
    ASSIGNMENT_ONE_DAY_BEFORE_EXPIRATION;

    /** Whether a request stands still here until an extension has called back. */
    public boolean holdsUp() {
      return this == ASSIGNMENT_REQUEST_CREATED || this == ASSIGNMENT_REQUEST_APPROVED;
    }

    /** How long before an assignment's end it is; empty for a stage of a request. */
    public Optional<Duration> beforeEnd() {
      return switch (this) {
        case ASSIGNMENT_FOURTEEN_DAYS_BEFORE_EXPIRATION -> Optional.of(Duration.ofDays(14));
        case ASSIGNMENT_ONE_DAY_BEFORE_EXPIRATION -> Optional.of(Duration.ofDays(1));
        case ASSIGNMENT_REQUEST_CREATED,
            ASSIGNMENT_REQUEST_APPROVED,
            ASSIGNMENT_REQUEST_GRANTED,
            ASSIGNMENT_REQUEST_REMOVED ->
            Optional.empty();
      };
    }
  }

  /**
   * That a custom extension is called at some stage.
   *
   * @param customExtension the extension's id
   */
  public record CustomExtensionStageSetting(UUID id, ExtensionStage stage, UUID customExtension) {
    /** The id of one that has none yet. */
    public static final UUID NO_ID = new UUID(0, 0);
  }

  /** The most people and groups that a policy lists by name. */
  public static final int MAX_TARGETS = 1_000;

  /** The most questions that a policy asks. */
  public static final int MAX_QUESTIONS = 100;

  private static final int MAX_EXTENSIONS = 100;

  public PolicyTerms {
    Texts.required("displayName", displayName, Catalog.MAX_NAME);
    Texts.limited("description", description, Catalog.MAX_DESCRIPTION);
    Lists.limited("specificAllowedTargets", specificAllowedTargets, MAX_TARGETS);
    Lists.limited("questions", questions, MAX_QUESTIONS);
    specificAllowedTargets = List.copyOf(specificAllowedTargets);
    questions = List.copyOf(questions);
    var ids = new HashSet<Question.Id>();
    for (Question question : questions) {
      if (!question.id().equals(Question.Id.NONE) && !ids.add(question.id())) {
        throw new InvalidMemberException(
            "questions", "must have different ids; several have " + question.id().value());
      }
    }
  }

  /** What is called at a stage. */
  public List<CustomExtension.Id> extensionsAt(ExtensionStage stage) {
    return extras.customExtensionStageSettings().stream()
        .filter(setting -> setting.stage() == stage)
        .map(setting -> new CustomExtension.Id(setting.customExtension()))
        .distinct()
        .toList();
  }

  /** A policy without approval, questions and extras. */
  public static PolicyTerms of(
      String displayName,
      AllowedTargetScope allowedTargetScope,
      List<SubjectSet> specificAllowedTargets,
      Expiration expiration,
      RequestorSettings requestorSettings) {
    return new PolicyTerms(
        displayName,
        "",
        allowedTargetScope,
        specificAllowedTargets,
        expiration,
        requestorSettings,
        ApprovalSettings.NONE,
        List.of(),
        Extras.NONE);
  }

  /** This, with another description. */
  public PolicyTerms describedAs(String other) {
    return new PolicyTerms(
        displayName,
        other,
        allowedTargetScope,
        specificAllowedTargets,
        expiration,
        requestorSettings,
        approvalSettings,
        questions,
        extras);
  }

  /** This, with others who must approve. */
  public PolicyTerms with(ApprovalSettings other) {
    return new PolicyTerms(
        displayName,
        description,
        allowedTargetScope,
        specificAllowedTargets,
        expiration,
        requestorSettings,
        other,
        questions,
        extras);
  }

  /** This, with other questions. */
  public PolicyTerms asking(List<Question> others) {
    return new PolicyTerms(
        displayName,
        description,
        allowedTargetScope,
        specificAllowedTargets,
        expiration,
        requestorSettings,
        approvalSettings,
        others,
        extras);
  }

  /** This, with other extras. */
  public PolicyTerms with(Extras others) {
    return new PolicyTerms(
        displayName,
        description,
        allowedTargetScope,
        specificAllowedTargets,
        expiration,
        requestorSettings,
        approvalSettings,
        questions,
        others);
  }
}
