package dev.regrant.domain;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who must approve: Graph's {@code requestApprovalSettings}.
 *
 * @param isRequiredForAdd whether access needs an approval
 * @param isRequiredForUpdate whether a change of access does, such as an extension
 * @param isRequestorJustificationRequired whether whoever asks must say why
 * @param stages one after the other
 */
public record ApprovalSettings(
    boolean isRequiredForAdd,
    boolean isRequiredForUpdate,
    boolean isRequestorJustificationRequired,
    List<Stage> stages) {
  /** Nobody needs to approve. */
  public static final ApprovalSettings NONE = new ApprovalSettings(false, false, false, List.of());

  /** The most stages. */
  public static final int MAX_STAGES = 3;

  /** How long a stage waits for a decision unless told otherwise. */
  public static final Duration DEFAULT_TIMEOUT = Duration.ofDays(14);

  private static final Duration MAX_TIMEOUT = Duration.ofDays(365);
  private static final int MAX_APPROVERS = 1_000;

  /** Whether requestors see who approves: Graph's {@code approverInformationVisibility}. */
  public enum Visibility {
    /** As the tenant has it. */
    DEFAULT,
    /** They do not. */
    NOT_VISIBLE,
    /** They do. */
    VISIBLE
  }

  /**
   * One approval: any one of its approvers decides.
   *
   * @param durationBeforeAutomaticDenial how long a decision is waited for
   * @param isApproverJustificationRequired whether approvers must say why
   * @param isEscalationEnabled whether others are asked, too, when nobody decides
   * @param durationBeforeEscalation how long until then
   * @param primaryApprovers who is asked first
   * @param fallbackPrimaryApprovers who is asked where there is nobody among the primary ones
   * @param escalationApprovers who is asked later on, too
   * @param fallbackEscalationApprovers who is asked where there is nobody among these
   */
  public record Stage(
      Duration durationBeforeAutomaticDenial,
      boolean isApproverJustificationRequired,
      boolean isEscalationEnabled,
      Duration durationBeforeEscalation,
      List<SubjectSet> primaryApprovers,
      List<SubjectSet> fallbackPrimaryApprovers,
      List<SubjectSet> escalationApprovers,
      List<SubjectSet> fallbackEscalationApprovers,
      Visibility approverInformationVisibility) {
    public Stage {
      if (!durationBeforeAutomaticDenial.isPositive()
          || durationBeforeAutomaticDenial.compareTo(MAX_TIMEOUT) > 0) {
        throw new InvalidMemberException(
            "durationBeforeAutomaticDenial",
            "must be positive and at most %d days, not %s"
                .formatted(MAX_TIMEOUT.toDays(), durationBeforeAutomaticDenial));
      }
      if (durationBeforeEscalation.isNegative()) {
        throw new InvalidMemberException(
            "durationBeforeEscalation", "must not be negative: " + durationBeforeEscalation);
      }
      if (primaryApprovers.isEmpty() && fallbackPrimaryApprovers.isEmpty()) {
        throw new InvalidMemberException("primaryApprovers", "must name somebody");
      }
      if (isEscalationEnabled) {
        checkEscalation(
            durationBeforeEscalation,
            durationBeforeAutomaticDenial,
            escalationApprovers.isEmpty() && fallbackEscalationApprovers.isEmpty());
      }
      Lists.limited("primaryApprovers", primaryApprovers, MAX_APPROVERS);
      Lists.limited("fallbackPrimaryApprovers", fallbackPrimaryApprovers, MAX_APPROVERS);
      Lists.limited("escalationApprovers", escalationApprovers, MAX_APPROVERS);
      Lists.limited("fallbackEscalationApprovers", fallbackEscalationApprovers, MAX_APPROVERS);
      primaryApprovers = List.copyOf(primaryApprovers);
      fallbackPrimaryApprovers = List.copyOf(fallbackPrimaryApprovers);
      escalationApprovers = List.copyOf(escalationApprovers);
      fallbackEscalationApprovers = List.copyOf(fallbackEscalationApprovers);
    }

    private static void checkEscalation(Duration after, Duration timeout, boolean isNobodys) {
      if (isNobodys) {
        throw new InvalidMemberException(
            "escalationApprovers", "must name somebody where escalation is enabled");
      }
      if (after.isZero() || after.compareTo(timeout) >= 0) {
        throw new InvalidMemberException(
            "durationBeforeEscalation",
            "must be positive and shorter than durationBeforeAutomaticDenial, %s, not %s"
                .formatted(timeout, after));
      }
    }

    /** A stage in which one of these decides, within the default time. */
    public static Stage of(SubjectSet... approvers) {
      return new Stage(
          DEFAULT_TIMEOUT,
          false,
          false,
          Duration.ZERO,
          List.of(approvers),
          List.of(),
          List.of(),
          List.of(),
          Visibility.DEFAULT);
    }

    /** Everybody who may be asked, sooner or later. */
    public Stream<SubjectSet> approvers() {
      return Stream.of(
              primaryApprovers,
              fallbackPrimaryApprovers,
              escalationApprovers,
              fallbackEscalationApprovers)
          .flatMap(List::stream);
    }
  }

  public ApprovalSettings {
    Lists.limited("stages", stages, MAX_STAGES);
    if (stages.isEmpty() && (isRequiredForAdd || isRequiredForUpdate)) {
      throw new InvalidMemberException("stages", "must hold one at least if approval is required");
    }
    stages = List.copyOf(stages);
  }

  /** Whether a request of this type needs an approval. Taking access away needs none. */
  public boolean isRequiredFor(RequestType type) {
    return switch (type) {
      case USER_ADD, ADMIN_ADD, ON_BEHALF_ADD -> isRequiredForAdd;
      case USER_UPDATE, ADMIN_UPDATE -> isRequiredForUpdate;
      // The engine asks for nothing that was not allowed before.
      case SYSTEM_ADD, SYSTEM_UPDATE -> false;
      case USER_REMOVE, ADMIN_REMOVE, SYSTEM_REMOVE, APPROVER_REMOVE -> false;
    };
  }
}
