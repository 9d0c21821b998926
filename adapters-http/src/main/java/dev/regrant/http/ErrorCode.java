package dev.regrant.http;

/** Every {@code error.code}, with its status. Clients key on them: they never change. */
enum ErrorCode {
  /** No token, or none that is accepted. */
  INVALID_AUTHENTICATION_TOKEN("InvalidAuthenticationToken", 401),
  /** A callback that is not surely of the system that it says it is of. */
  CALLBACK_NOT_VERIFIED("CallbackNotVerified", 401),
  /** The token does not allow it. */
  AUTHORIZATION_REQUEST_DENIED("Authorization_RequestDenied", 403),
  /** The caller lacks a role, or it is not the caller's matter; Graph's word for both. */
  UNAUTHORIZED("UnAuthorized", 403),

  /** What is asked for does not exist, or no such path. */
  RESOURCE_NOT_FOUND("ResourceNotFound", 404),
  /** The path exists and has no such method. */
  METHOD_NOT_ALLOWED("Request_BadRequest", 405),
  /** Changes cannot be told from there any more; Graph's word. */
  SYNC_STATE_NOT_FOUND("syncStateNotFound", 410),
  /** The client took too long to send it. */
  REQUEST_TIMEOUT("RequestTimeout", 408),
  /** The body is larger than the server takes. */
  PAYLOAD_TOO_LARGE("RequestEntityTooLarge", 413),
  /** The body is said not to be JSON. */
  UNSUPPORTED_MEDIA_TYPE("UnsupportedMediaType", 415),

  /** The request as such cannot be read. */
  BAD_REQUEST("BadRequest", 400),
  /** The body is not JSON. */
  INVALID_JSON("InvalidJson", 400),
  /** A member of the body is missing or not acceptable. */
  INVALID_MODEL("InvalidModel", 400),
  /** An id in the path is not one. */
  INVALID_ID("InvalidId", 400),
  /** {@code $filter} is not understood. */
  INVALID_FILTER("InvalidFilter", 400),
  /** {@code $select} is not understood. */
  INVALID_SELECT("InvalidSelect", 400),
  /** {@code $expand} is not understood. */
  INVALID_EXPAND("InvalidExpand", 400),
  /** {@code $orderby} is not understood. */
  INVALID_ORDER_BY("InvalidOrderBy", 400),
  /** {@code $search} is not understood. */
  INVALID_SEARCH("InvalidSearch", 400),
  /** {@code $skip} is not a number of entities. */
  INVALID_SKIP("InvalidSkip", 400),
  /** {@code $top} is not a page size. */
  INVALID_TOP("InvalidTop", 400),
  /** {@code $skiptoken} is none that the server gave out. */
  INVALID_SKIP_TOKEN("InvalidSkipToken", 400),
  /** {@code $deltatoken} or {@code $skiptoken} is none that the server gave out for this list. */
  INVALID_DELTA_TOKEN("InvalidDeltaToken", 400),
  /** Graph has it, this server does not. */
  NOT_SUPPORTED("NotSupported", 400),

  /** The request is in no state from which it can be reprocessed. */
  REQUEST_NOT_REPROCESSABLE("RequestNotReprocessable", 409),
  /** The time for reprocessing is over. */
  REPROCESS_WINDOW_CLOSED("ReprocessWindowClosed", 409),
  /** The request was reprocessed too often. */
  REPROCESS_LIMIT_REACHED("ReprocessLimitReached", 409),
  /** Checks before delivery did not pass. */
  REPROCESS_REFUSED("ReprocessRefused", 409),
  /** Checks before a request is taken in did not pass. */
  REQUEST_NOT_ALLOWED("RequestNotAllowed", 409),
  /** The request is in no state from which it can be cancelled. */
  REQUEST_NOT_CANCELABLE("RequestNotCancelable", 409),
  /** The request has not finished, or something depends on it still. */
  REQUEST_NOT_DELETABLE("RequestNotDeletable", 409),
  /** No extension is waited for, or not this one, or not any more. */
  REQUEST_NOT_WAITING_FOR_CALLBACK("RequestNotWaitingForCallback", 400),
  /** The assignment is in no state in which it can be extended or changed. */
  ASSIGNMENT_NOT_UPDATABLE("AssignmentNotUpdatable", 409),
  /** The assignment is in no state from which it can be removed. */
  ASSIGNMENT_NOT_REMOVABLE("AssignmentNotRemovable", 409),
  /** The assignment is in no state in which it can be reprocessed. */
  ASSIGNMENT_NOT_REPROCESSABLE("AssignmentNotReprocessable", 409),
  /** The assignment is being removed already. */
  REMOVAL_UNDER_WAY("RemovalUnderWay", 409),
  /** The delivery does not wait for anybody to complete it. */
  NOT_AWAITING_COMPLETION("NotAwaitingCompletion", 409),
  /** The approval stage is decided, over, or not asked about yet. */
  STAGE_NOT_IN_PROGRESS("ApprovalStageNotInProgress", 409),
  /** A catalog that is to go holds an access package. */
  CATALOG_HAS_ACCESS_PACKAGES("CatalogHasAccessPackages", 409),
  /** A catalog that is to go holds a resource. */
  CATALOG_HAS_RESOURCES("CatalogHasResources", 409),
  /** A catalog that is to go holds a custom extension. */
  CATALOG_HAS_CUSTOM_EXTENSIONS("CatalogHasCustomExtensions", 409),
  /** A policy has the custom extension called that is to go. */
  CUSTOM_EXTENSION_IN_POLICIES("CustomExtensionInPolicies", 409),
  /** Somebody has the access package that is to go, or is getting it. */
  ACCESS_PACKAGE_HAS_ASSIGNMENTS("AccessPackageHasAssignments", 409),
  /** Somebody has asked for the access package that is to go. */
  ACCESS_PACKAGE_HAS_REQUESTS("AccessPackageHasRequests", 409),
  /** An access package gives a role on the resource that is to go. */
  RESOURCE_IN_ACCESS_PACKAGES("ResourceInAccessPackages", 409),
  /** What is to be taken away is still needed. */
  RESOURCE_IN_USE("ResourceInUse", 409),
  /** Something of that identity exists. */
  DUPLICATE_KEY("DuplicateKey", 409),
  /** The entity is not as the client wants it to be. */
  PRECONDITION_FAILED("PreconditionFailed", 412),
  /** A call under the same idempotency key is being made. */
  CALL_UNDER_WAY("IdempotentCallUnderWay", 409),
  /** The call under this idempotency key was made, and its answer is lost. */
  CALL_MADE("IdempotentCallMade", 409),
  /** The idempotency key came before, for something else. */
  IDEMPOTENCY_KEY_REUSED("IdempotencyKeyReused", 422),

  /** Another request of the batch, which this one depends on, failed. */
  FAILED_DEPENDENCY("FailedDependency", 424),

  /** More calls at once than the server takes. */
  TOO_MANY_REQUESTS("TooManyRequests", 429),
  /** A bug; the log has more under the request id. */
  INTERNAL_SERVER_ERROR("InternalServerError", 500),
  /** Something that is needed does not answer. */
  SERVICE_UNAVAILABLE("ServiceUnavailable", 503);

  private final String value;
  private final int status;

  ErrorCode(String value, int status) {
    this.value = value;
    this.status = status;
  }

  /** The code on the wire. */
  String value() {
    return value;
  }

  int status() {
    return status;
  }
}
