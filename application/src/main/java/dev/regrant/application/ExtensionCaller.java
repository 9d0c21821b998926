package dev.regrant.application;

import dev.regrant.domain.AccessPackage;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentPolicy;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Callout;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.util.Optional;

/**
 * Port to custom extensions. Thread-safe. A call comes at least once, each time with the callout's
 * id; an extension that calls back may do so before its answer has arrived.
 */
public interface ExtensionCaller {
  /**
   * A call.
   *
   * @param request the request that came to a stage, as it is now
   * @param assignment the assignment that it is about, once there is one
   */
  record Call(
      TenantId tenant,
      Callout callout,
      CustomExtension extension,
      Optional<AssignmentRequest> request,
      Optional<Assignment> assignment,
      Optional<AccessPackage> accessPackage,
      Optional<AssignmentPolicy> policy,
      Optional<Catalog> catalog) {}

  /** What became of a call. */
  sealed interface Answer {
    /**
     * It has arrived.
     *
     * @param externalCorrelationId the extension's own name of it
     */
    record Arrived(Optional<String> externalCorrelationId) implements Answer {}

    /**
     * It was refused, and would be again.
     *
     * @param message why, for a person; without secrets
     */
    record Refused(String message) implements Answer {}

    /**
     * It has not arrived, or may not have.
     *
     * @param message why, for a person; without secrets
     * @param retryAfter how long the extension asks to be left alone
     */
    record Failed(String message, Optional<Duration> retryAfter) implements Answer {}
  }

  /** Why an address cannot be called, to be read after its name; empty if it may be. */
  Optional<String> objectionTo(String url);

  /** Makes a call, within the extension's time-out. An exception counts as a failure. */
  Answer call(Call call);
}
