package dev.regrant.http;

import static dev.regrant.http.Action.does;
import static dev.regrant.http.Action.makes;
import static dev.regrant.http.Name.betaOnly;
import static dev.regrant.http.Name.both;
import static dev.regrant.http.Name.names;
import static java.util.Map.entry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The collections that there are. What can be read follows from the entity types; what can be done
 * beside is listed here.
 */
final class Roots {
  private static final List<Root<?>> ROOTS =
      List.of(
          new Root<>(
              both("assignmentRequests"),
              Optional.of("accessPackageAssignmentRequests"),
              RequestEntities.REQUEST,
              RequestEntities.REQUESTS,
              List.of(CurrentUser.REQUESTS),
              Map.of(
                  "GET/delta", DeltaApi.action(RequestEntities.REQUEST, DeltaApi::requests),
                  "POST", makes(RequestEntities.REQUEST, Bodies.REQUEST, RequestsApi::create),
                  "DELETE/{id}", does(204, RequestsApi::delete),
                  "POST/{id}/cancel", does(200, RequestsApi::cancel),
                  "POST/{id}/reprocess",
                      does(202, RequestsApi::reprocess)
                          .taking(Bodies.REASON)
                          .or("preview", 200, new Action.Plain(Bodies.PREVIEW)),
                  "POST/{id}/resume", does(204, ExtensionsApi::resume).taking(Bodies.RESUME),
                  "POST/{id}/deliveries/{id}/confirm",
                      does(204, CompletionsApi::confirm).taking(Bodies.CONFIRMATION),
                  "POST/{id}/deliveries/{id}/refuse",
                      does(204, CompletionsApi::refuse).taking(Bodies.REFUSAL))),
          new Root<>(
              names("assignments", "accessPackageAssignments"),
              Optional.empty(),
              AssignmentEntities.ASSIGNMENT,
              AssignmentEntities.ASSIGNMENTS,
              List.of(CurrentUser.ASSIGNMENTS, AssignmentEntities.ADDITIONAL_ACCESS),
              Map.of(
                  "GET/delta",
                  DeltaApi.action(AssignmentEntities.ASSIGNMENT, DeltaApi::assignments),
                  "POST/{id}/reprocess",
                  does(202, RequestsApi::reprocessAssignment).taking(Bodies.REASON))),
          new Root<>(
              betaOnly("accessPackageAssignmentResourceRoles"),
              Optional.empty(),
              DeliveredRoleEntities.ASSIGNED_ROLE,
              new Root.Source<>(DeliveredRoleEntities::ofSubject, DeliveredRoleEntities::find),
              Map.of()),
          new Root<>(
              names("resourceEnvironments", "accessPackageResourceEnvironments"),
              Optional.empty(),
              EnvironmentEntities.ENVIRONMENT,
              Root.Source.made(EnvironmentEntities.ENVIRONMENT, EnvironmentEntities::all),
              Map.of()),
          new Root<>(
                  names("catalogs", "accessPackageCatalogs"),
                  Optional.empty(),
                  CatalogEntities.CATALOG,
                  CatalogEntities.CATALOGS,
                  Map.of(
                      "POST",
                          makes(CatalogEntities.CATALOG, Bodies.CATALOG, CatalogApi::createCatalog),
                      "PATCH/{id}",
                          does(204, CatalogApi::updateCatalog).taking(Bodies.CATALOG.change()),
                      "DELETE/{id}", does(204, CatalogApi::deleteCatalog),
                      "POST/{id}/customWorkflowExtensions",
                          makes(
                              ExtensionEntities.EXTENSION, Bodies.EXTENSION, ExtensionsApi::create),
                      "PATCH/{id}/customWorkflowExtensions/{id}",
                          does(204, ExtensionsApi::update).taking(Bodies.EXTENSION.change()),
                      "DELETE/{id}/customWorkflowExtensions/{id}", does(204, ExtensionsApi::delete),
                      "POST/{id}/customAccessPackageWorkflowExtensions",
                          makes(
                              ExtensionEntities.OLD_EXTENSION,
                              Bodies.OLD_EXTENSION,
                              ExtensionsApi::createOld),
                      "PATCH/{id}/customAccessPackageWorkflowExtensions/{id}",
                          does(204, ExtensionsApi::update).taking(Bodies.OLD_EXTENSION.change()),
                      "DELETE/{id}/customAccessPackageWorkflowExtensions/{id}",
                          does(204, ExtensionsApi::delete)))
              .calledBy(CatalogEntities.BY_UNIQUE_NAME),
          new Root<>(
              names("resources", "accessPackageResources"),
              Optional.empty(),
              CatalogEntities.RESOURCE,
              CatalogEntities.RESOURCES,
              Map.of("POST/{id}/refresh", does(204, CatalogApi::refreshResource))),
          new Root<>(
              names("resourceRequests", "accessPackageResourceRequests"),
              Optional.empty(),
              ResourceRequestEntities.REQUEST,
              ResourceRequestEntities.REQUESTS,
              Map.of(
                  "POST",
                  makes(
                      ResourceRequestEntities.REQUEST,
                      Bodies.RESOURCE_REQUEST,
                      CatalogApi::createResourceRequest))),
          new Root<>(
                  both("accessPackages"),
                  Optional.empty(),
                  PackageEntities.PACKAGE,
                  PackageEntities.PACKAGES,
                  List.of(CurrentUser.PACKAGES),
                  Map.ofEntries(
                      entry(
                          "POST",
                          makes(PackageEntities.PACKAGE, Bodies.PACKAGE, PackagesApi::create)),
                      entry(
                          "PATCH/{id}",
                          does(204, PackagesApi::update).taking(Bodies.PACKAGE.change())),
                      entry("DELETE/{id}", does(204, PackagesApi::delete)),
                      entry(
                          "POST/{id}/getApplicablePolicyRequirements",
                          does(
                                  200,
                                  RequirementsApi::applicable,
                                  new Action.Listed(Bodies.REQUIREMENTS))
                              .taking(Bodies.REQUIREMENTS_FOR)),
                      entry(
                          "POST/{id}/moveToCatalog",
                          does(200, PackagesApi::moveToCatalog)
                              .taking(Bodies.MOVE)
                              .in(ApiVersion.BETA)),
                      entry(
                          "POST/{id}/assignmentPolicies",
                          makes(PolicyEntities.POLICY, Bodies.POLICY, PolicyApi::createInPackage)),
                      entry(
                          "PUT/{id}/assignmentPolicies/{id}",
                          replaces(PolicyApi::replaceInPackage)),
                      entry(
                          "DELETE/{id}/assignmentPolicies/{id}",
                          does(204, PolicyApi::deleteInPackage)),
                      entry(
                          "POST/{id}/resourceRoleScopes",
                          makes(
                              CatalogEntities.ROLE_SCOPE,
                              Bodies.ROLE_SCOPE,
                              PackagesApi::addRoleScope)),
                      entry(
                          "DELETE/{id}/resourceRoleScopes/{id}",
                          does(204, PackagesApi::removeRoleScope)),
                      entry(
                          "POST/{id}/incompatibleAccessPackages/$ref",
                          does(204, PackagesApi::addIncompatible).taking(Bodies.REFERENCE)),
                      entry(
                          "DELETE/{id}/incompatibleAccessPackages/{id}/$ref",
                          does(204, PackagesApi::removeIncompatible)),
                      entry(
                          "GET/{id}/incompatibleAccessPackages/$ref",
                          does(200, PackagesApi::incompatible, new Action.References())),
                      entry(
                          "GET/{id}/incompatibleGroups/$ref",
                          does(200, PackagesApi::incompatibleGroups, new Action.References())),
                      entry(
                          "POST/{id}/incompatibleGroups/$ref",
                          does(204, PackagesApi::addIncompatibleGroup).taking(Bodies.REFERENCE)),
                      entry(
                          "DELETE/{id}/incompatibleGroups/{id}/$ref",
                          does(204, PackagesApi::removeIncompatibleGroup))))
              .calledBy(PackageEntities.BY_UNIQUE_NAME),
          new Root<>(
              names("assignmentPolicies", "accessPackageAssignmentPolicies"),
              Optional.empty(),
              PolicyEntities.POLICY,
              PolicyEntities.POLICIES,
              Map.of(
                  "POST", makes(PolicyEntities.POLICY, Bodies.POLICY, PolicyApi::create),
                  "PUT/{id}", replaces(PolicyApi::replace),
                  "DELETE/{id}", does(204, PolicyApi::delete))),
          new Root<>(
              both("connectedOrganizations"),
              Optional.empty(),
              OrganizationEntities.ORGANIZATION,
              OrganizationEntities.ORGANIZATIONS,
              OrganizationsApi.ACTIONS),
          new Root<>(
                  both("subjects"),
                  Optional.empty(),
                  AssignmentEntities.SUBJECT,
                  SubjectsApi.SUBJECTS,
                  Map.of("PATCH/{id}", does(204, SubjectsApi::update).taking(Bodies.SUBJECT)))
              .calledBy(SubjectsApi.BY_OBJECT_ID),
          Root.single(
              both("settings"),
              SettingsApi.SETTINGS,
              SettingsApi.SOURCE,
              Map.of("PATCH", does(204, SettingsApi::update).taking(Bodies.SETTINGS))),
          new Root<>(
              both("accessPackageAssignmentApprovals"),
              Optional.empty(),
              ApprovalEntities.APPROVAL,
              new Root.Source<>(
                  ApprovalsApi::awaiting,
                  (reads, id) -> ApprovalEntities.find(reads, Call.guid(id))),
              List.of(CurrentUser.APPROVALS),
              Map.of(
                  "PATCH/{id}/stages/{id}",
                  does(204, ApprovalsApi::decide).taking(Bodies.DECISION)),
              false,
              Optional.empty()));

  private static final List<Root<?>> ROLE_ROOTS =
      List.of(
          new Root<>(
              both("roleAssignments"),
              Optional.empty(),
              RoleEntities.ASSIGNMENT,
              RoleEntities.ASSIGNMENTS,
              Map.of(
                  "POST", makes(RoleEntities.ASSIGNMENT, Bodies.ROLE_ASSIGNMENT, RolesApi::give),
                  "DELETE/{id}", does(204, RolesApi::take))),
          new Root<>(
              both("roleDefinitions"),
              Optional.empty(),
              RoleEntities.DEFINITION,
              Root.Source.made(
                  RoleEntities.DEFINITION, reads -> Listing.of(RoleEntities.definitions(reads))),
              Map.of()));

  /** By the first segment, in any casing; the second is always the service. */
  static final SortedMap<String, List<Root<?>>> AREAS = areas();

  private Roots() {}

  private static Action replaces(Function<Call, Answer> handler) {
    return does(200, handler, new Action.Entity(PolicyEntities.POLICY))
        .taking(Bodies.POLICY)
        .or(204, new Action.Nothing());
  }

  private static SortedMap<String, List<Root<?>>> areas() {
    var areas = new TreeMap<String, List<Root<?>>>(String.CASE_INSENSITIVE_ORDER);
    areas.put("identityGovernance", ROOTS);
    areas.put("roleManagement", ROLE_ROOTS);
    return Collections.unmodifiableSortedMap(areas);
  }
}
