package dev.regrant.application;

/** What can be set out to do; {@link Rule#TABLE} says who may. */
enum Task {
  /** Read catalogs, their resources, packages and policies. */
  READ_CATALOGS,
  /** Make catalogs. */
  CREATE_CATALOGS,
  /** Change a catalog and its resources. */
  MANAGE_CATALOGS,
  /** Change packages and their policies. */
  MANAGE_PACKAGES,
  /** Read everybody's requests and assignments. */
  READ_REQUESTS,
  /** Give, change and take access, and deal with everybody's requests. */
  MANAGE_ASSIGNMENTS,
  /** Read who has which entitlement role. */
  READ_ROLES,
  /** Give and take entitlement roles. */
  GIVE_ROLES,
  /** Read how the systems do, and what is set or known for the whole tenant. */
  READ_SYSTEMS,
  /** Leave systems alone, and change what is set or known for the whole tenant. */
  OPERATE_SYSTEMS,
  /** Read what is about oneself, and approvals that one is asked for. */
  READ_OWN,
  /** Ask for access for oneself, withdraw that, and decide as an approver. */
  ACT_FOR_SELF
}
