package dev.regrant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.regrant.http.ServerOperations;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which of the server's operations an official SDK called: all but those that are listed here with
 * a reason.
 */
final class SdkCoverage {
  /** Why some operations are not called, by pattern of their path. */
  private static final Map<String, String> EXCEPTIONS =
      Map.of(
          ".*/deliveries(/.*)?", "Regrant's own: the SDKs cannot know it",
          ".*/assignmentRequests/\\{id}/history(/.*)?", "Regrant's own: the SDKs cannot know it",
          ".*/(filterByCurrentUser|additionalAccess|subscriptions)/\\$count",
              "the SDKs have no such builder",
          "GET .*/delta", "Graph has no delta of entitlement management, and its SDKs none",
          ".*/(incompatible(AccessPackages|Groups)|(internal|external)Sponsors)/\\{id}",
              "the SDKs have no such builder",
          "GET .*/\\$ref", "references are objects in OData, and texts in the SDKs",
          "POST /v1.0/accessPackages/\\{id}/moveToCatalog", "the SDK for beta alone has it",
          "PUT .*/accessPackages/\\{id}/assignmentPolicies/\\{id}", "the SDKs have PATCH there",
          ".*/accessPackageAssignmentApprovals/\\{id}/request", "the SDKs have no such builder");

  private static final List<String> EVERYWHERE =
      Stream.of("v1.0", "beta").flatMap(one -> ServerOperations.of(one).stream()).toList();

  private final String version;
  private final SortedSet<String> operations;

  private SdkCoverage(String version) {
    this.version = version;
    this.operations = ServerOperations.of(version);
  }

  static SdkCoverage of(String version) {
    return new SdkCoverage(version);
  }

  /**
   * Fails if an operation was not called, or called although it is listed as an exception.
   *
   * @param done what was called with success, named as the metrics name it
   */
  void check(Set<String> done) {
    SortedSet<String> called = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    called.addAll(done);
    var open = operations.stream().filter(one -> !called.contains(one)).toList();
    var excepted =
        operations.stream()
            .collect(Collectors.toMap(one -> one, SdkCoverage::reasons, (a, b) -> a, TreeMap::new));

    assertThat(EXCEPTIONS.keySet())
        .as("exceptions that are none")
        .allMatch(one -> EVERYWHERE.stream().anyMatch(Pattern.compile(one).asMatchPredicate()));
    assertThat(operations).as("operations of " + version).hasSizeGreaterThan(80);
    assertThat(open)
        .as("operations of %s that the SDK never called with success", version)
        .allSatisfy(one -> assertThat(excepted.get(one)).as(one).isNotEmpty());
    assertThat(called)
        .as("operations of %s that were called although they are excepted", version)
        .allSatisfy(one -> assertThat(excepted.getOrDefault(one, Set.of())).as(one).isEmpty());
  }

  private static Set<String> reasons(String operation) {
    return EXCEPTIONS.entrySet().stream()
        .filter(exception -> Pattern.matches(exception.getKey(), operation))
        .map(Map.Entry::getValue)
        .collect(Collectors.toSet());
  }
}
