package dev.regrant.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * What users of Graph's entitlement management reported in public, on GitHub or by what their
 * programs do, and which test here holds to what is learnt from it.
 */
class ReportsTest {
  /** Number, report, what it is about, and the tests, each {@code Class.method}. */
  // spotless:off
  static final List<Report> REPORTS = Stream.of("""
      1  | microsoft-graph-docs#15230 | an assignment is delivering for ever, and its target is half empty | KnownTroublesTest.row_1_a_target_is_whole_from_the_beginning_and_nothing_is_delivering_for_ever
      2  | microsoft-graph-docs#18012 | times by the names of the version, and filtered by | KnownTroublesTest.row_2_times_have_the_versions_names_and_are_filtered_by
      3  | microsoft-graph-docs#13850 | a request does not tell its target | KnownTroublesTest.row_3_open_requests_of_a_person_are_found_and_tell_whose_they_are
      4  | microsoft-graph-docs#13727 | an expanded assignment lacks its schedule | KnownTroublesTest.row_4_an_expanded_assignment_is_the_whole_assignment
      5  | microsoft-graph-docs#18975 | a filter by the other version's name | KnownTroublesTest.row_5_a_filter_by_the_other_versions_name_is_told_the_right_one
      6  | microsoft-graph-docs-contrib#8687 | an error without a message | KnownTroublesTest.row_6_no_error_is_without_a_message
      7  | microsoft-graph-docs#20021 | cancel answers 200 | KnownTroublesTest.row_7_cancel_answers_200_with_nothing
      8  | microsoft-graph-docs#13425, #17231 | reprocess: 202, 400, 404, and too late | KnownTroublesTest.row_8_reprocess_tells_unknown_malformed_and_too_late_apart
      9  | microsoft-graph-docs#11189 | people try to PATCH a request to approved | DeletionTest.a_request_is_not_changed_by_hand_row_9_and_11
      10 | microsoft-graph-docs#12414 | an approval has the id of its request | ApprovalTest.what_waits_for_the_caller_is_found_and_decided
      11 | msgraph-sdk-powershell#3328 | clients have verbs that the service has not | DeletionTest.an_assignment_is_not_changed_by_hand_row_11
      12 | msgraph-sdk-powershell#1970, #2505, #3293 | policies below a package, and a message that tells of the back end | KnownTroublesInCatalogsTest.the_policies_of_a_package_are_found_below_it_and_expanded PackagePoliciesTest.a_policy_made_at_its_package_is_the_packages KnownTroublesInCatalogsTest.what_is_not_there_is_told_by_its_own_name_only
      13 | msgraph-sdk-powershell#1821, msgraph-sdk-python#1258 | a policy that was read cannot be put back; InvalidModel without a hint | PolicyTest.a_policy_that_was_read_can_be_put_back_as_it_is PolicyTest.what_cannot_be_is_refused_by_the_name_of_the_member SpoiledBodyTest.a_body_with_one_member_spoiled_is_refused_by_the_members_name
      14 | msgraph-sdk-powershell#881, terraform-provider-azuread#1226 | 403 that does not tell what is missing | AuthorizationMatrixTest.each_caller_gets_what_graph_documents
      15 | Microsoft365DSC#2654 | an empty tenant is "unauthorized" | KnownTroublesInCatalogsTest.a_tenant_in_which_there_is_nothing_has_empty_lists
      16 | terraform-provider-azuread#1857, #1883 | a role on a catalog counts when a package is made there | KnownTroublesInCatalogsTest.who_has_a_role_on_a_catalog_makes_packages_there_and_nowhere_else
      17 | terraform-provider-azuread#1277 | 404 for what was just made | KnownTroublesInCatalogsTest.what_was_just_made_is_there_for_the_next_call
      18 | terraform-provider-azuread#1864 | a repeated POST is a conflict | KnownTroublesInCatalogsTest.a_repeat_of_a_policy_that_was_made_leads_to_the_one_that_is_there CreationTest.a_repeat_with_the_same_key_gets_the_first_answer_again
      19 | terraform-provider-azuread#1066, #1709, #1880 | roles are there from one side only | AdministrationTest.roles_are_the_same_from_the_resource_and_from_the_catalog
      20 | terraform-provider-azuread#1426 | a policy cannot be taken away along with its package | KnownTroublesInCatalogsTest.policies_and_packages_go_in_either_order_and_what_keeps_them_is_told_by_a_code
      21 | microsoft-graph-docs#6328 | a package made along with what it holds | InvalidBodyTest.what_would_be_misunderstood_is_refused
      22 | microsoft-graph-docs#21117, microsoft-graph-docs-contrib#1222 | policies do not show their package; the name to expand differs | KnownTroublesInCatalogsTest.a_policy_shows_its_package_where_that_is_asked_for KnownTroublesInCatalogsTest.the_other_versions_name_in_an_expand_is_told_the_right_one
      23 | Microsoft365DSC#4032 | a name in a filter by id | KnownTroublesInCatalogsTest.a_name_in_place_of_an_id_is_told_so
      24 | Microsoft365DSC#7237, #3554 | members of sets of people | KnownTroublesInCatalogsTest.sets_of_people_have_the_members_of_their_version_and_no_others PropertiesTest.an_entity_has_the_properties_of_its_version_with_their_types
      25 | LogicAppsUX#5905 | what a custom extension is sent changes its shape | -
      26 | entra-docs#967 | which check of which policy failed | KnownTroublesTest.row_26_a_direct_assignment_that_a_policy_does_not_allow_names_the_check_and_the_policy
      27 | azure-docs#62039 | people whom an administrator gave access extend it | ExtensionTest.people_whom_an_administrator_gave_access_extend_it_themselves_row_27
      28 | a client in PowerShell | beta's words on v1.0 | KnownTroublesTest.row_28_betas_words_on_v1_do_what_they_say
      29 | a client in Node | the answer to a POST says submitted | KnownTroublesTest.row_29_the_answer_says_submitted_and_nulls_are_tolerated
      30 | users of the SDKs | applications cannot approve | ApprovalTest.tokens_of_applications_decide_nothing AuthorizationMatrixTest.each_caller_gets_what_graph_documents
      """.split("\n", -1)).filter(line -> !line.isBlank()).map(Report::of).toList();
  // spotless:on

  /** What a custom extension is sent is tested where it is made. */
  private static final List<Integer> ELSEWHERE = List.of(25);

  record Report(int number, String at, String about, List<String> tests) {
    static Report of(String line) {
      String[] parts = line.split(" *\\| *", -1);
      return new Report(
          Integer.parseInt(parts[0].strip()),
          parts[1],
          parts[2],
          Stream.of(parts[3].split(" ", -1)).filter(test -> !test.equals("-")).toList());
    }

    @Override
    public String toString() {
      return number + " " + at + ": " + about;
    }
  }

  @Test
  void each_report_is_here_once() {
    assertThat(REPORTS)
        .extracting(Report::number)
        .containsExactlyElementsOf(Stream.iterate(1, n -> n <= 30, n -> n + 1).toList());
  }

  @ParameterizedTest
  @FieldSource("REPORTS")
  void a_report_has_its_tests(Report report) throws ClassNotFoundException {
    assertThat(report.tests().isEmpty()).isEqualTo(ELSEWHERE.contains(report.number()));
    for (String test : report.tests()) {
      int dot = test.indexOf('.');
      var in = Class.forName(getClass().getPackageName() + "." + test.substring(0, dot));
      assertThat(Stream.of(in.getDeclaredMethods()).map(method -> method.getName()))
          .contains(test.substring(dot + 1));
    }
  }
}
