package dev.regrant.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.regrant.application.CalloutField;
import dev.regrant.application.CustomExtensionField;
import dev.regrant.application.Filter;
import dev.regrant.application.Query;
import dev.regrant.application.StaleEntityException;
import dev.regrant.application.Store.Tx;
import dev.regrant.domain.Actor;
import dev.regrant.domain.Assignment;
import dev.regrant.domain.AssignmentRequest;
import dev.regrant.domain.Authorship;
import dev.regrant.domain.Callout;
import dev.regrant.domain.Catalog;
import dev.regrant.domain.CustomExtension;
import dev.regrant.domain.CustomExtension.Authentication;
import dev.regrant.domain.CustomExtension.Client;
import dev.regrant.domain.CustomExtension.Endpoint;
import dev.regrant.domain.CustomExtension.Terms;
import dev.regrant.domain.PolicyTerms.ExtensionStage;
import dev.regrant.domain.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Custom extensions and their callouts are found as they were saved, and when they are due. */
abstract class CalloutContract extends ContractPart {
  private static final CustomExtension.Id EXTENSION = new CustomExtension.Id(World.nextId());

  private static CustomExtension extension(Catalog.Id catalog, Terms terms) {
    return new CustomExtension(
        new CustomExtension.Id(World.nextId()),
        0,
        catalog,
        terms,
        Authorship.of(Actor.user(ODD_TEXT), NOW));
  }

  private static Terms plain(String name) {
    return new Terms(
        CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_WORKFLOW_EXTENSION,
        name,
        "",
        new Endpoint("https://a.test/", Optional.empty(), Optional.empty(), Optional.empty()),
        Optional.empty(),
        Client.DEFAULT,
        Optional.empty());
  }

  private static Terms whole() {
    return new Terms(
        CustomExtension.Type.ACCESS_PACKAGE_ASSIGNMENT_REQUEST_WORKFLOW_EXTENSION,
        ODD_TEXT,
        ODD_TEXT,
        new Endpoint(
            "https://a.test/?sig=" + ODD_TEXT,
            Optional.of(ODD_TEXT),
            Optional.of(""),
            Optional.of("flow")),
        Optional.of(
            new Authentication(
                Authentication.Kind.AZURE_AD_POP_TOKEN_AUTHENTICATION, Optional.of(ODD_TEXT))),
        new Client(Optional.of(0), Optional.of(200)),
        Optional.of(Duration.ofDays(14)));
  }

  private Catalog.Id catalog() {
    return world(0).catalog().id();
  }

  @Test
  void custom_extensions_keep_all_that_is_said_of_them() {
    var catalog = catalog();

    assertFoundAsSaved(
        Kind.CUSTOM_EXTENSION,
        Tx::customExtensions,
        List.of(extension(catalog, plain("One")), extension(catalog, whole())));
  }

  @Test
  void a_custom_extension_is_replaced_as_a_whole() {
    var first = extension(catalog(), whole());

    assertReplaced(
        Kind.CUSTOM_EXTENSION,
        Tx::customExtensions,
        first,
        first.changedTo(
            plain("Another"), first.authorship().changedBy(Actor.user("eve"), NOW.plusSeconds(1))));
  }

  @Test
  void custom_extensions_are_listed_by_catalog_and_name() {
    var one = catalog();
    var other = catalog();
    var first = extension(one, plain("First"));
    var second = extension(one, plain("Second"));
    run(tx -> tx.customExtensions().saveAll(List.of(first, second)));
    run(tx -> tx.customExtensions().save(extension(other, plain("First"))));

    Filter<CustomExtension> inOne = Filter.eq(CustomExtensionField.CATALOG, one.value());
    assertThat(list(Tx::customExtensions, new Query<>(inOne, 1, Optional.empty())))
        .extracting(CustomExtension::id)
        .containsExactly(second.id(), first.id());
    assertThatAll(
            tx ->
                tx.customExtensions()
                    .all(Filter.and(inOne, Filter.eq(CustomExtensionField.DISPLAY_NAME, "First"))))
        .extracting(CustomExtension::id)
        .containsExactly(first.id());
  }

  @Test
  void a_catalog_that_holds_a_custom_extension_stays() {
    var catalog = catalog();
    run(tx -> tx.customExtensions().save(extension(catalog, whole())));
    var found = call(tx -> tx.catalogs().find(catalog)).orElseThrow();

    assertThatThrownBy(() -> run(tx -> tx.catalogs().delete(found)))
        .isInstanceOf(StaleEntityException.class);

    assertThatOne(tx -> tx.catalogs().find(catalog)).isPresent();
  }

  private static Callout callout(ExtensionStage stage, Optional<Instant> callbackBy, Instant due) {
    return Callout.of(
        new Callout.Id(World.nextId()),
        new Callout.Terms(
            EXTENSION,
            stage,
            stage.beforeEnd().isPresent()
                ? Optional.empty()
                : Optional.of(new AssignmentRequest.Id(World.nextId())),
            new Assignment.Id(World.nextId()),
            callbackBy,
            NOW),
        due);
  }

  private static Callout callout(Instant due) {
    return callout(
        ExtensionStage.ASSIGNMENT_REQUEST_CREATED, Optional.of(NOW.plusSeconds(60)), due);
  }

  @Test
  void callouts_keep_each_stage_and_what_became_of_them() {
    var later = NOW.plusSeconds(9);
    var called = callout(NOW).called(later);
    var all =
        Stream.concat(
                Stream.of(ExtensionStage.values())
                    .map(stage -> callout(stage, Optional.empty(), NOW)),
                Stream.of(
                        called,
                        called.failed(ODD_TEXT, later),
                        called.givenUp(ODD_TEXT),
                        called.ended(ODD_TEXT),
                        called.timedOut(),
                        called.sent(Optional.of(ODD_TEXT)),
                        callout(NOW).answered(Callout.Answer.CONTINUE, Optional.of(ODD_TEXT)),
                        callout(NOW).answered(Callout.Answer.DENIED, Optional.empty()),
                        callout(NOW).answered(Callout.Answer.CANCELED, Optional.of("")),
                        callout(ExtensionStage.ASSIGNMENT_REQUEST_GRANTED, Optional.of(later), NOW)
                            .called(later)
                            .sent(Optional.empty()))
                    .map(
                        one ->
                            new Callout(
                                new Callout.Id(World.nextId()), 0, one.terms(), one.progress())))
            .toList();

    assertFoundAsSaved(Kind.CALLOUT, Tx::callouts, all);
  }

  @Test
  void a_callout_is_replaced_and_deleted() {
    var first = callout(NOW);
    assertReplaced(
        Kind.CALLOUT,
        Tx::callouts,
        first,
        first.called(NOW.plusSeconds(1)).sent(Optional.of("run-7")));
    var found = call(tx -> tx.callouts().find(first.id())).orElseThrow();

    run(tx -> tx.callouts().delete(found));

    assertThatOne(tx -> tx.callouts().find(first.id())).isEmpty();
    assertThatThrownBy(() -> run(tx -> tx.callouts().save(found)))
        .isInstanceOf(StaleEntityException.class);
  }

  @Test
  void callouts_are_found_by_request_and_by_assignment() {
    var one = callout(NOW);
    var notice =
        callout(ExtensionStage.ASSIGNMENT_ONE_DAY_BEFORE_EXPIRATION, Optional.empty(), NOW);
    run(tx -> tx.callouts().saveAll(List.of(one, notice, callout(NOW))));

    assertThatAll(
            tx ->
                tx.callouts()
                    .all(
                        Filter.eq(
                            CalloutField.REQUEST, one.terms().request().orElseThrow().value())))
        .extracting(Callout::id)
        .containsExactly(one.id());
    assertThatAll(
            tx ->
                tx.callouts()
                    .all(Filter.eq(CalloutField.ASSIGNMENT, notice.terms().assignment().value())))
        .extracting(Callout::id)
        .containsExactly(notice.id());
  }

  @Test
  void due_callouts_are_told_the_longest_waiting_first_without_those_of_busy_extensions() {
    var second = callout(NOW.minusSeconds(1));
    var first = callout(NOW.minusSeconds(2));
    var later = callout(NOW.plusSeconds(1));
    var over = callout(NOW).called(NOW).sent(Optional.empty());
    run(tx -> tx.callouts().saveAll(List.of(second, first, later, over)));

    assertThatAll(tx -> tx.dueCallouts(NOW, List.of(), 10))
        .containsExactly(first.id(), second.id());
    assertThatAll(tx -> tx.dueCallouts(NOW, List.of(), 1)).containsExactly(first.id());
    assertThatAll(tx -> tx.dueCallouts(NOW, List.of(EXTENSION), 10)).isEmpty();
    List<Callout.Id> ofOther =
        call(freshTenant(), tx -> tx.dueCallouts(NOW.plusSeconds(9), List.of(), 10));
    assertThat(ofOther).isEmpty();
  }

  @Test
  void tenants_that_have_a_callout_due_are_told_the_longest_waiting_first() {
    var tenants = IntStream.range(0, 3).mapToObj(n -> freshTenant()).toList();
    run(tenants.get(0), tx -> tx.callouts().save(callout(NOW.plusSeconds(2))));
    run(tenants.get(1), tx -> tx.callouts().save(callout(NOW)));
    run(tenants.get(2), tx -> tx.callouts().save(callout(NOW).called(NOW).sent(Optional.empty())));

    assertThat(withCallouts(NOW.plusSeconds(2), tenants))
        .containsExactly(tenants.get(1), tenants.get(0));
    assertThat(withCallouts(NOW, tenants)).containsExactly(tenants.get(1));
    assertThat(store().tenantsWithCallouts(NOW, 1)).hasSize(1);
  }

  /** Those of {@code among} that have a callout due, as others may have too. */
  private List<TenantId> withCallouts(Instant now, List<TenantId> among) {
    return store().tenantsWithCallouts(now, Integer.MAX_VALUE).stream()
        .filter(among::contains)
        .toList();
  }
}
