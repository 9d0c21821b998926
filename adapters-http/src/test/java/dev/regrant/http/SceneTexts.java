package dev.regrant.http;

/** Bodies, and parts of bodies, of what is in a {@link Scene}. */
final class SceneTexts {
  /** Terms of a policy for everybody. */
  static final String EVERYBODY =
      """
      "allowedTargetScope":"allMemberUsers","requestorSettings":{
        "enableTargetsToSelfAddAccess":true,"enableTargetsToSelfUpdateAccess":true,
        "enableTargetsToSelfRemoveAccess":true,"enableOnBehalfRequestorsToAddAccess":true,
        "onBehalfRequestors":[{"@odata.type":"#microsoft.graph.singleUser","userId":"bob"}]}
      """;

  /** A question with one choice. */
  static final String QUESTION =
      """
      ,"questions":[
        {"@odata.type":"#microsoft.graph.accessPackageMultipleChoiceQuestion",
         "id":"11111111-aaaa-4000-8000-000000000001","isRequired":true,
         "isAnswerEditable":true,"isMultipleSelectionAllowed":true,"text":"Where?",
         "choices":[{"actualValue":"b","text":"Berlin"}]}]
      """;

  /** A connected organisation with two sources of people. */
  static final String ORGANIZATION =
      """
      {"displayName":"Partner","identitySources":[
        {"@odata.type":"#microsoft.graph.azureActiveDirectoryTenant","displayName":"Partner",
         "tenantId":"44444444-aaaa-4000-8000-000000000004"},
        {"@odata.type":"#microsoft.graph.domainIdentitySource","displayName":"Domain",
         "domainName":"partner.test"}]}
      """;

  private SceneTexts() {}

  /** Bob approves, where that is required. */
  static String approvers(boolean isRequired) {
    return """
    ,"requestApprovalSettings":{"isApprovalRequiredForAdd":%s,"stages":[{"primaryApprovers":[
      {"@odata.type":"#microsoft.graph.singleUser","userId":"bob"}]}]}
    """
        .formatted(isRequired);
  }

  /** The extension is called when access is asked for. */
  static String calling(String extension) {
    return """
    ,"customExtensionStageSettings":[
      {"stage":"assignmentRequestCreated","customExtension":{"id":"%s"}}]
    """
        .formatted(extension);
  }

  /** A direct assignment with an answer to {@link #QUESTION}, and an end. */
  static String answered(String accessPackage, String policy, String target) {
    return """
    {"requestType":"adminAdd","assignment":{"accessPackageId":"%s","assignmentPolicyId":"%s",
      "targetId":"%s"},
     "answers":[{"@odata.type":"#microsoft.graph.accessPackageAnswerString","value":"b",
       "displayValue":"Berlin",
       "answeredQuestion":{"id":"11111111-aaaa-4000-8000-000000000001"}}],
     "schedule":{"startDateTime":"2026-04-01T00:00:00Z","expiration":{"type":"afterDateTime",
       "endDateTime":"2026-05-01T00:00:00Z"}}}
    """
        .formatted(accessPackage, policy, target);
  }

  /** Whoever is told of changes of requests. */
  static final String SUBSCRIPTION =
      """
      {"changeType":"created,updated,deleted","notificationUrl":"https://x.test/n",
       "resource":"identityGovernance/entitlementManagement/assignmentRequests",
       "expirationDateTime":"2026-03-08T10:00:00Z","clientState":"secret"}
      """;
}
