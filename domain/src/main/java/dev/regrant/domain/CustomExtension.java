package dev.regrant.domain;

import dev.regrant.domain.PolicyTerms.ExtensionStage;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Something of the organisation's own that is called at stages of a request or an assignment:
 * Graph's {@code customCalloutExtension}.
 */
public record CustomExtension(
    Id id, long version, Catalog.Id catalog, Terms terms, Authorship authorship) {
  /** Identifies a custom extension. */
  public record Id(UUID value) {}

  /** What it is called about. */
  public enum Type {
    /** Requests: Graph's {@code accessPackageAssignmentRequestWorkflowExtension}. */
    ACCESS_PACKAGE_ASSIGNMENT_REQUEST_WORKFLOW_EXTENSION,
    /** The end of assignments: Graph's {@code accessPackageAssignmentWorkflowExtension}. */
    ACCESS_PACKAGE_ASSIGNMENT_WORKFLOW_EXTENSION;

    /** Whether policies may have it called at this stage. */
    public boolean serves(ExtensionStage stage) {
      return (this == ACCESS_PACKAGE_ASSIGNMENT_WORKFLOW_EXTENSION)
          == stage.beforeEnd().isPresent();
    }
  }

  /**
   * What an administrator says of it.
   *
   * @param authentication kept for those who know it from Graph
   * @param callbackTimeout how long it may take to call back; empty if it is not waited for
   */
  public record Terms(
      Type type,
      String displayName,
      String description,
      Endpoint endpoint,
      Optional<Authentication> authentication,
      Client client,
      Optional<Duration> callbackTimeout) {
    public Terms {
      Texts.required("displayName", displayName, Catalog.MAX_NAME);
      Texts.limited("description", description, Catalog.MAX_DESCRIPTION);
      if (callbackTimeout.isPresent()
          && type == Type.ACCESS_PACKAGE_ASSIGNMENT_WORKFLOW_EXTENSION) {
        throw new InvalidMemberException(
            "callbackConfiguration",
            "is for extensions about requests: this one is not waited for");
      }
      if (callbackTimeout
          .filter(timeout -> !timeout.isPositive() || timeout.compareTo(MAX_CALLBACK_TIMEOUT) > 0)
          .isPresent()) {
        throw new InvalidMemberException(
            "callbackConfiguration.timeoutDuration", "must be positive and at most P14D");
      }
    }
  }

  /**
   * Where it is called. Graph's callers name a workflow; here only its address counts.
   *
   * @param url where it is, by https
   */
  public record Endpoint(
      String url,
      Optional<String> subscriptionId,
      Optional<String> resourceGroupName,
      Optional<String> logicAppWorkflowName) {
    public Endpoint {
      Texts.required("endpointConfiguration.url", url, MAX_URL);
      subscriptionId.ifPresent(text -> named("subscriptionId", text));
      resourceGroupName.ifPresent(text -> named("resourceGroupName", text));
      logicAppWorkflowName.ifPresent(text -> named("logicAppWorkflowName", text));
    }

    private static void named(String member, String text) {
      Texts.limited("endpointConfiguration." + member, text, Catalog.MAX_NAME);
    }
  }

  /** How Graph would authenticate. Messages from here are signed instead. */
  public record Authentication(Kind kind, Optional<String> resourceId) {
    /** Graph's types of it. */
    public enum Kind {
      /** A bearer token. */
      AZURE_AD_TOKEN_AUTHENTICATION,
      /** A token bound to a key. */
      AZURE_AD_POP_TOKEN_AUTHENTICATION
    }

    public Authentication {
      resourceId.ifPresent(
          text -> Texts.limited("authenticationConfiguration.resourceId", text, Catalog.MAX_NAME));
    }
  }

  /**
   * How patient the engine is with it: Graph's {@code clientConfiguration}.
   *
   * @param maximumRetries how often a call that failed is tried again; {@value #DEFAULT_RETRIES}
   *     unless told
   * @param timeoutInMilliseconds the longest wait for an answer; 10 s unless told
   */
  public record Client(Optional<Integer> maximumRetries, Optional<Integer> timeoutInMilliseconds) {
    /** As the engine sees fit. */
    public static final Client DEFAULT = new Client(Optional.empty(), Optional.empty());

    private static final int DEFAULT_RETRIES = 3;
    private static final int DEFAULT_TIMEOUT = 10_000;
    private static final int MAX_RETRIES = 10;
    private static final int MIN_TIMEOUT = 200;
    private static final int MAX_TIMEOUT = 60_000;

    public Client {
      maximumRetries.ifPresent(retries -> between("maximumRetries", retries, 0, MAX_RETRIES));
      timeoutInMilliseconds.ifPresent(
          millis -> between("timeoutInMilliseconds", millis, MIN_TIMEOUT, MAX_TIMEOUT));
    }

    private static void between(String member, int value, int min, int max) {
      if (value < min || value > max) {
        throw new InvalidMemberException(
            "clientConfiguration." + member,
            "must be between %d and %d, not %d".formatted(min, max, value));
      }
    }

    /** How often a call that failed is tried again. */
    public int retries() {
      return maximumRetries.orElse(DEFAULT_RETRIES);
    }

    /** The longest wait for an answer. */
    public Duration timeout() {
      return Duration.ofMillis(timeoutInMilliseconds.orElse(DEFAULT_TIMEOUT));
    }
  }

  /** The longest address, in characters. */
  public static final int MAX_URL = 2_000;

  /** The longest that an extension may take to call back. */
  public static final Duration MAX_CALLBACK_TIMEOUT = Duration.ofDays(14);

  /** The name to show. */
  public String displayName() {
    return terms.displayName();
  }

  /** This extension with other terms. */
  public CustomExtension changedTo(Terms terms, Authorship authorship) {
    return new CustomExtension(id, version, catalog, terms, authorship);
  }

  /** This extension, as stored under {@code version}. */
  public CustomExtension withVersion(long version) {
    return new CustomExtension(id, version, catalog, terms, authorship);
  }
}
