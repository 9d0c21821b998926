package dev.regrant.http;

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
                  "GET/delta", DeltaApi::requests,
                  "POST", RequestsApi::create,
                  "DELETE/{id}", RequestsApi::delete,
                  "POST/{id}/cancel", RequestsApi::cancel,
                  "POST/{id}/reprocess", RequestsApi::reprocess,
                  "POST/{id}/resume", ExtensionsApi::resume,
                  "POST/{id}/deliveries/{id}/confirm", CompletionsApi::confirm,
                  "POST/{id}/deliveries/{id}/refuse", CompletionsApi::refuse)),
          new Root<>(
              names("assignments", "accessPackageAssignments"),
              Optional.empty(),
              AssignmentEntities.ASSIGNMENT,
              AssignmentEntities.ASSIGNMENTS,
              List.of(CurrentUser.ASSIGNMENTS, AssignmentEntities.ADDITIONAL_ACCESS),
              Map.of(
                  "GET/delta", DeltaApi::assignments,
                  "POST/{id}/reprocess", RequestsApi::reprocessAssignment)),
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
                      "POST", CatalogApi::createCatalog,
                      "PATCH/{id}", CatalogApi::updateCatalog,
                      "DELETE/{id}", CatalogApi::deleteCatalog,
                      "POST/{id}/customWorkflowExtensions", ExtensionsApi::create,
                      "PATCH/{id}/customWorkflowExtensions/{id}", ExtensionsApi::update,
                      "DELETE/{id}/customWorkflowExtensions/{id}", ExtensionsApi::delete,
                      "POST/{id}/customAccessPackageWorkflowExtensions", ExtensionsApi::createOld,
                      "PATCH/{id}/customAccessPackageWorkflowExtensions/{id}",
                          ExtensionsApi::update,
                      "DELETE/{id}/customAccessPackageWorkflowExtensions/{id}",
                          ExtensionsApi::delete))
              .calledBy(CatalogEntities.BY_UNIQUE_NAME),
          new Root<>(
              names("resources", "accessPackageResources"),
              Optional.empty(),
              CatalogEntities.RESOURCE,
              CatalogEntities.RESOURCES,
              Map.of("POST/{id}/refresh", CatalogApi::refreshResource)),
          new Root<>(
              names("resourceRequests", "accessPackageResourceRequests"),
              Optional.empty(),
              ResourceRequestEntities.REQUEST,
              ResourceRequestEntities.REQUESTS,
              Map.of("POST", CatalogApi::createResourceRequest)),
          new Root<>(
                  both("accessPackages"),
                  Optional.empty(),
                  PackageEntities.PACKAGE,
                  PackageEntities.PACKAGES,
                  List.of(CurrentUser.PACKAGES),
                  Map.ofEntries(
                      entry("POST", PackagesApi::create),
                      entry("PATCH/{id}", PackagesApi::update),
                      entry("DELETE/{id}", PackagesApi::delete),
                      entry(
                          "POST/{id}/getApplicablePolicyRequirements", RequirementsApi::applicable),
                      entry("POST/{id}/moveToCatalog", PackagesApi::moveToCatalog),
                      entry("POST/{id}/assignmentPolicies", PolicyApi::createInPackage),
                      entry("PUT/{id}/assignmentPolicies/{id}", PolicyApi::replaceInPackage),
                      entry("DELETE/{id}/assignmentPolicies/{id}", PolicyApi::deleteInPackage),
                      entry("POST/{id}/resourceRoleScopes", PackagesApi::addRoleScope),
                      entry("DELETE/{id}/resourceRoleScopes/{id}", PackagesApi::removeRoleScope),
                      entry(
                          "POST/{id}/incompatibleAccessPackages/$ref",
                          PackagesApi::addIncompatible),
                      entry(
                          "DELETE/{id}/incompatibleAccessPackages/{id}/$ref",
                          PackagesApi::removeIncompatible),
                      entry("GET/{id}/incompatibleAccessPackages/$ref", PackagesApi::incompatible),
                      entry("GET/{id}/incompatibleGroups/$ref", PackagesApi::incompatibleGroups),
                      entry("POST/{id}/incompatibleGroups/$ref", PackagesApi::addIncompatibleGroup),
                      entry(
                          "DELETE/{id}/incompatibleGroups/{id}/$ref",
                          PackagesApi::removeIncompatibleGroup)))
              .calledBy(PackageEntities.BY_UNIQUE_NAME),
          new Root<>(
              names("assignmentPolicies", "accessPackageAssignmentPolicies"),
              Optional.empty(),
              PolicyEntities.POLICY,
              PolicyEntities.POLICIES,
              Map.of(
                  "POST", PolicyApi::create,
                  "PUT/{id}", PolicyApi::replace,
                  "DELETE/{id}", PolicyApi::delete)),
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
                  Map.of("PATCH/{id}", SubjectsApi::update))
              .calledBy(SubjectsApi.BY_OBJECT_ID),
          Root.single(
              both("settings"),
              SettingsApi.SETTINGS,
              SettingsApi.SOURCE,
              Map.of("PATCH", SettingsApi::update)),
          new Root<>(
              both("accessPackageAssignmentApprovals"),
              Optional.empty(),
              ApprovalEntities.APPROVAL,
              new Root.Source<>(
                  ApprovalsApi::awaiting,
                  (reads, id) -> ApprovalEntities.find(reads, Call.guid(id))),
              List.of(CurrentUser.APPROVALS),
              Map.of("PATCH/{id}/stages/{id}", ApprovalsApi::decide),
              false,
              Optional.empty()));

  private static final List<Root<?>> ROLE_ROOTS =
      List.of(
          new Root<>(
              both("roleAssignments"),
              Optional.empty(),
              RoleEntities.ASSIGNMENT,
              RoleEntities.ASSIGNMENTS,
              Map.of("POST", RolesApi::give, "DELETE/{id}", RolesApi::take)),
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

  private static SortedMap<String, List<Root<?>>> areas() {
    var areas = new TreeMap<String, List<Root<?>>>(String.CASE_INSENSITIVE_ORDER);
    areas.put("identityGovernance", ROOTS);
    areas.put("roleManagement", ROLE_ROOTS);
    return Collections.unmodifiableSortedMap(areas);
  }
}
